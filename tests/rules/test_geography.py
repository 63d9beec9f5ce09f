"""Where an address is, by a table of networks; and how far apart two of them are (S-22)."""

from pathlib import Path

import pytest

from app import geography
from app.geography import Spot
from app.settings import WrongSetting

LONDON, PARIS, SYDNEY = Spot(51.5074, -0.1278), Spot(48.8566, 2.3522), Spot(-33.8688, 151.2093)
HEAD = 'network,geoname_id,latitude,longitude,accuracy_radius'


@pytest.fixture
def table(tmp_path):
    def write(*lines: str, head: str = HEAD) -> Path:
        path = tmp_path / 'networks.csv'
        path.write_text('\n'.join((head, *lines)))
        geography.configure(path)
        return path

    yield write
    geography.configure(None)


def test_s22_an_address_is_where_its_network_is(table):
    table('192.0.2.0/24,3,,,', '198.51.100.0/25,2,-33.8688,151.2093,5', '203.0.113.0/24,1,48.8566,2.3522,20',
          '2001:db8::/32,4,51.5074,-0.1278,9')
    for address, there in (('203.0.113.0', PARIS), ('203.0.113.255', PARIS), ('198.51.100.127', SYDNEY),
                           ('2001:db8:ffff::1', LONDON)):
        assert geography.spot(address).kilometres_to(there) < 1
    for address in ('198.51.100.128', '203.0.112.255', '203.0.114.0', '192.0.2.1', '2001:db9::', '0.0.0.0', '::',
                    '255.255.255.255', 'ffff::', '', 'no address', '203.0.113'):
        assert geography.spot(address) is None, address


def test_s22_without_a_file_nothing_is_anywhere():
    geography.configure(None)
    assert geography.spot('203.0.113.0') is None


@pytest.mark.parametrize(('here', 'there', 'kilometres'), [
    (LONDON, PARIS, 344), (LONDON, SYDNEY, 16_994), (PARIS, PARIS, 0), (Spot(0, 179.5), Spot(0, -179.5), 111),
    (Spot(90, 0), Spot(-90, 77), 20_015)])
def test_s22_distances_are_those_of_the_globe(here, there, kilometres):
    assert here.kilometres_to(there) == pytest.approx(kilometres, abs=kilometres / 200)
    assert there.kilometres_to(here) == here.kilometres_to(there)


@pytest.mark.parametrize('line', ['203.0.113.0/24,1,north,2,1', '203.0.113.7/24,1,1,2,1', '203.0.113.0/24,1,91,2,1',
                                  'nowhere,1,1,2,1', '203.0.113.0/24,1,1,nan,1'])
def test_a_file_that_is_none_stops_the_start_with_one_line(table, line):
    with pytest.raises(WrongSetting, match=r'^GEOIP_FILE: [^\n]+ is no table'):
        table(line)


def test_a_table_that_is_not_in_order_is_none(table):
    for second in ('203.0.112.0/24,1,1,1,1', '203.0.113.128/25,1,1,1,1'):
        with pytest.raises(WrongSetting, match='not in order'):
            table('203.0.113.0/24,1,1,1,1', second)
        assert geography.spot('203.0.113.0') is None


def test_a_file_without_the_columns_or_that_is_not_there_does_too(table, tmp_path):
    with pytest.raises(WrongSetting, match='is no table'):
        table('203.0.113.0/24,1', head='network,latitude')
    for path in (tmp_path / 'missing.csv', tmp_path):
        with pytest.raises(WrongSetting, match=r'^GEOIP_FILE: [^\n]+ cannot be read'):
            geography.configure(path)
