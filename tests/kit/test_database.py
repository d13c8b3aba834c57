"""What a first start leaves when it is killed."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from anbiao.kit.database import Cluster
from anbiao.portal import settings as program


def test_a_cluster_that_was_half_made_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster, tries = Cluster(tmp_path / "postgres", tmp_path / "sockets"), []

    def initdb(self: Cluster, name: str, *arguments: str, check: bool = True) -> Any:
        folder = Path(arguments[arguments.index("-D") + 1])
        tries.append([each.name for each in folder.iterdir()])
        (folder / "PG_VERSION").touch()
        if len(tries) == 1:
            raise subprocess.CalledProcessError(-9, name)
        (folder / "postgresql.conf").write_text("port = 1\n")

    monkeypatch.setattr(Cluster, "run", initdb)
    with pytest.raises(subprocess.CalledProcessError):
        cluster._create()
    assert not cluster.folder.exists()
    cluster._create()
    assert tries == [[], []]
    assert "listen_addresses = ''" in (cluster.folder / "postgresql.conf").read_text()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["postgres"]


def test_the_secret_key_of_the_demonstration_is_whole_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "DATA", tmp_path)

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as inner, pytest.raises(KeyboardInterrupt):
        inner.setattr(program.secrets, "token_urlsafe", killed)
        program.secret_key()
    assert not (tmp_path / "secret-key").exists()
    key = program.secret_key()
    assert len(key) > 50
    assert program.secret_key() == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret-key"]
