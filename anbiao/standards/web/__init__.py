"""The doors of standards: editions and clauses, phrases, the four reference books, local rules."""

from django.urls import path

from anbiao.standards.web import books, pages, rules

urlpatterns = [
    path("standards/", pages.standards, name="standards"),
    path("standards/applying/", pages.standards_applying, name="standards-applying"),
    path("standards/<str:urn>/", pages.standard_newest, name="standard-newest"),
    path("standards/<str:urn>/<str:number>/", pages.standard, name="standard"),
    path("standards/<str:urn>/<str:number>/confirm/", pages.standard_confirm, name="standard-confirm"),
    path("standards/<str:urn>/<str:number>/against/<str:old>/", pages.standard_diff, name="standard-diff"),
    path("phrases/", pages.phrases, name="phrases"),
    path("books/", books.books, name="books"),
    path("books/<str:book>/", books.book_page, name="book"),
    path("books/<str:book>/pdf/", books.book_pdf, name="book-pdf"),
    path("rules/", rules.local_rules, name="local-rules"),
    path("rules/<str:code>/", rules.local_rule, name="local-rule"),
    path("rules/<uuid:pk>/decide/", rules.rule_decide, name="local-rule-decide"),
    path("rules/<uuid:pk>/withdraw/", rules.rule_withdraw, name="local-rule-withdraw"),
]
