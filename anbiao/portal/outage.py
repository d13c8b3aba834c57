"""When the database is away: a page in both languages that needs nothing, and 503, so that nobody sees a bare error."""

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

from anbiao.kit import logs

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>暂时不能使用 · 安标</title></head><body><h1>数据库暂时连接不上</h1>
<p>没有丢失任何已回执的记录。请等一分钟再打开本页；若仍不行，请告诉系统管理员（运行 anbiao doctor），并报编号 <b>{number}</b>。</p>
<h2 lang="en">The database cannot be reached</h2>
<p lang="en">Nothing that was acknowledged is lost. Wait a minute and open this page again; if it stays, tell the system
administrator (run anbiao doctor) and quote <b>{number}</b>.</p></body></html>"""


AWAY = (OperationalError, InterfaceError)


def away() -> HttpResponse:
    """503, in both languages; whoever sends from a device tries again."""
    return HttpResponse(PAGE.format(number=logs.current()), status=503, headers={"Retry-After": "10"})
