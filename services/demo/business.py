"""The demo's business: invented, believable, and the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services.skills import Level

B, I, A, E = Level.BASIC, Level.INTERMEDIATE, Level.ADVANCED, Level.EXPERT  # noqa: E741 - as short as the table needs
PASSWORD = 'open sesame, daybook'  # noqa: S105 - the demo's, shown on its sign-in page
ADDRESS = 'northside.example'


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    zone: str
    region: str
    address: str
    hours: tuple[tuple[int, int], ...]  # minutes of the day, every working day


PLACES = (
    Place('Camden', 'Europe/London', 'London', '14 Arlington Road, London', ((540, 750), (810, 1050))),
    Place('Brooklyn', 'America/New_York', 'New York', '77 Bergen Street, Brooklyn', ((480, 720), (765, 990))),
    Place('Lisbon', 'Europe/Lisbon', 'Lisbon', 'Rua do Salitre 61, Lisbon', ((570, 780), (840, 1110))),
)

SKILLS = (  # name, category, what it is
    ('Physiotherapy', 'Therapy', 'Treatment of joints and muscles.'),
    ('Sports injuries', 'Therapy', 'Strains, sprains and the way back to training.'),
    ('Massage', 'Therapy', 'Classic and deep-tissue massage.'),
    ('Speech therapy', 'Therapy', 'Voice, speech and swallowing.'),
    ('Occupational therapy', 'Therapy', 'Everyday skills after illness or injury.'),
    ('Paediatrics', 'Therapy', 'Work with children up to fourteen.'),
    ('Plumbing', 'Home', 'Pipes, taps, boilers.'),
    ('Electrics', 'Home', 'Wiring, sockets, lighting.'),
    ('Accessibility fitting', 'Home', 'Rails, ramps, raised seats.'),
    ('Sign language', 'Languages', 'British and American sign language.'),
    ('Portuguese', 'Languages', 'Interpreting, spoken.'),
    ('Spanish', 'Languages', 'Interpreting, spoken.'),
)


@dataclass(frozen=True, slots=True)
class Offer:
    name: str
    minutes: int
    price_minor: int
    needs: tuple[tuple[str, Level], ...]
    before: int = 0
    after: int = 0
    reminder_hours: tuple[int, ...] | None = None

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.minutes)


OFFERS = (
    Offer('First physiotherapy visit', 60, 8_500, (('Physiotherapy', I),), after=15),
    Offer('Physiotherapy', 30, 4_800, (('Physiotherapy', B),)),
    Offer('Sports injury check', 45, 7_200, (('Physiotherapy', I), ('Sports injuries', A))),
    Offer('Massage', 60, 6_500, (('Massage', B),), after=15),
    Offer('Short massage', 30, 3_900, (('Massage', B),)),
    Offer('Speech therapy', 45, 6_800, (('Speech therapy', I),)),
    Offer('Speech therapy for children', 45, 6_800, (('Speech therapy', I), ('Paediatrics', I))),
    Offer('Home assessment', 90, 12_000, (('Occupational therapy', I),), before=30, after=30, reminder_hours=(72, 24)),
    Offer('Plumber, first hour', 60, 9_000, (('Plumbing', I),), before=15, after=15),
    Offer('Electrician, first hour', 60, 9_500, (('Electrics', I),), before=15, after=15),
    Offer('Fit a rail or a ramp', 120, 14_000, (('Accessibility fitting', B),), before=30, after=30),
    Offer('Sign language interpreting', 60, 7_500, (('Sign language', A),)),
)


@dataclass(frozen=True, slots=True)
class Provider:
    name: str
    place: int
    team: int
    skills: tuple[tuple[str, Level], ...]
    is_late: bool = False   # works until 20:00 on Thursdays
    is_saturday: bool = False


TEAMS = ('Camden clinic', 'Brooklyn clinic', 'Lisbon clinic', 'Home visits', 'Interpreters')

PROVIDERS = (
    Provider('Amelia Hart', 0, 0, (('Physiotherapy', E), ('Sports injuries', E)), is_late=True),
    Provider('Ben Okafor', 0, 0, (('Physiotherapy', A), ('Massage', A))),
    Provider('Chloe Whitfield', 0, 0, (('Massage', E),), is_saturday=True),
    Provider('Daniel Reyes', 0, 0, (('Speech therapy', A), ('Paediatrics', A))),
    Provider('Esther Lindqvist', 0, 0, (('Occupational therapy', E), ('Physiotherapy', I))),
    Provider('Farid Haddad', 0, 3, (('Plumbing', E), ('Accessibility fitting', A))),
    Provider('Grace Adeyemi', 0, 3, (('Electrics', A), ('Accessibility fitting', I))),
    Provider('Hugo Marchetti', 0, 4, (('Sign language', E), ('Spanish', A))),
    Provider('Imogen Clarke', 0, 4, (('Portuguese', E), ('Sign language', A))),
    Provider('Jamal Whitaker', 1, 1, (('Physiotherapy', E), ('Sports injuries', A)), is_saturday=True),
    Provider('Keiko Tanaka', 1, 1, (('Physiotherapy', I), ('Massage', A))),
    Provider('Leo Fischer', 1, 1, (('Massage', I),)),
    Provider('Maya Rosen', 1, 1, (('Speech therapy', E), ('Paediatrics', I)), is_late=True),
    Provider('Noah Pereira', 1, 1, (('Occupational therapy', A), ('Paediatrics', A))),
    Provider('Olive Grant', 1, 3, (('Plumbing', A),)),
    Provider('Pavel Novak', 1, 3, (('Electrics', E), ('Plumbing', I))),
    Provider('Quinn Baker', 1, 4, (('Sign language', A), ('Spanish', E))),
    Provider('Rita Sousa', 2, 2, (('Physiotherapy', A), ('Sports injuries', I)), is_late=True),
    Provider('Sergio Matos', 2, 2, (('Physiotherapy', I), ('Massage', I))),
    Provider('Teresa Lobo', 2, 2, (('Massage', A),), is_saturday=True),
    Provider('Ulisses Pinto', 2, 2, (('Speech therapy', I), ('Paediatrics', I))),
    Provider('Vera Antunes', 2, 2, (('Occupational therapy', I),)),
    Provider('William Dias', 2, 3, (('Plumbing', I), ('Electrics', I), ('Accessibility fitting', A))),
    Provider('Yara Fonseca', 2, 4, (('Portuguese', E), ('Sign language', I))),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Shown on the sign-in page of the demo, with the password."""

    name: str
    role: str
    email: str
    password: str = PASSWORD


STAFF = DemoAccount('Robin Ellis', 'USER', f'robin@{ADDRESS}')
COLLEAGUE = DemoAccount('Sam Doyle', 'USER', f'sam@{ADDRESS}')
LEAD = DemoAccount('Toni Marsh', 'SUPERVISOR', f'toni@{ADDRESS}')
HEAD = DemoAccount('Alex Stone', 'ADMIN', f'alex@{ADDRESS}')
GUEST = DemoAccount('Jordan Blake', 'CLIENT', f'jordan@{ADDRESS}')
ELSEWHERE = DemoAccount('Kim Elm', 'ADMIN', 'kim@elmstreet.example')
ACCOUNTS = (STAFF, COLLEAGUE, LEAD, HEAD, GUEST, ELSEWHERE)

FIRST_NAMES = ('Adam', 'Beatriz', 'Cora', 'Dylan', 'Elena', 'Finn', 'Greta', 'Hassan', 'Iris', 'Joana', 'Kwame', 'Lena',
               'Marco', 'Nadia', 'Oscar', 'Priya', 'Ruth', 'Silas', 'Tom', 'Wanda')
LAST_NAMES = ('Abbott', 'Barros', 'Costa', 'Dawson', 'Eriksen', 'Ferreira', 'Gray', 'Hughes', 'Ivanova', 'Jensen',
              'Khan', 'Larsen')
NOTES = ('', '', '', '', 'Please ring the bell twice.', 'Prefers mornings.', 'Brings last report.', 'Wheelchair user.')
REASONS = ('Client asked', 'Client is ill', 'Provider is away')
