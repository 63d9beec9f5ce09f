"""The secret that signs cookies, where none is given: made once, whole, for its owner's eyes, and never too short."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import settings
from app.settings import Settings, WrongSetting


def secret_in(folder):
    return Settings(_env_file=None, data_dir=folder, secret=None).signing_secret


def test_a_secret_is_made_once_and_kept(tmp_path):
    folder = tmp_path / 'data'
    made = secret_in(folder)
    assert len(made) == 64
    assert secret_in(folder) == made
    assert [each.name for each in folder.iterdir()] == ['secret'], 'nothing is left lying about'
    assert (folder / 'secret').stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize('left', ['', '\n', 'x' * 31, 'x' * 31 + '\n'])
def test_what_a_crash_left_behind_is_no_secret(tmp_path, left):
    (tmp_path / 'secret').write_text(left)
    with pytest.raises(WrongSetting) as refusal:
        secret_in(tmp_path)

    assert str(refusal.value) == f'{tmp_path / "secret"}: must have at least 32 characters; remove it for a new one'


def test_a_secret_that_could_not_be_written_is_not_half_there(tmp_path, monkeypatch):
    def full(_):
        raise OSError('no space left on device')

    with monkeypatch.context() as disk:
        disk.setattr(os, 'fsync', full)
        with pytest.raises(OSError, match='no space'):
            secret_in(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert len(secret_in(tmp_path)) == 64


def test_processes_that_start_together_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret_in, [tmp_path] * 32))) == 1


def test_a_disk_without_links_will_do(tmp_path, monkeypatch):
    def unlinked(*_):
        raise PermissionError('not here')

    monkeypatch.setattr(os, 'link', unlinked)
    assert secret_in(tmp_path) == secret_in(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ['secret']


def test_s26_the_key_that_seals_is_made_and_kept_likewise_and_is_another_one(tmp_path):
    made = Settings(_env_file=None, data_dir=tmp_path, secret=None, app_key=None)
    [key] = made.sealing_keys
    assert Settings(_env_file=None, data_dir=tmp_path, app_key=None).sealing_keys == (key,)
    assert key != made.signing_secret
    assert (tmp_path / 'app-key').stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(('given', 'is_fine'), [
    ('x' * 31, False), ('x' * 32, True), ('é' * 16, True), ('é' * 15, False)])
@pytest.mark.parametrize('name', ['APP_KEY', 'APP_KEY_BEFORE'])
def test_s26_a_weak_key_stops_the_start(monkeypatch, tmp_path, name, given, is_fine):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, given)
    if is_fine:
        assert given in settings.load().sealing_keys
    else:
        with pytest.raises(WrongSetting, match=f'{name}: must have at least 32 bytes'):
            settings.load()
