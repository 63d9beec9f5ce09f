"""The sign-in card: a form of the old kind that posts, and one press for each account of a demo."""

from contextlib import asynccontextmanager

from nicegui.testing import user_simulation

from components.sign_in import DEMO, DemoAccount, SignInCard

ROBIN = DemoAccount('Robin Ellis', 'USER', 'robin@northside.example', 'open sesame, daybook')


@asynccontextmanager
async def card(**options):
    def draw():
        SignInCard(action='/auth/sign-in', token='t0ken', following='/find?view=pooled', **options)

    async with user_simulation(root=draw) as user:
        await user.open('/')
        yield user


def forms(user):
    return [element for element in user.current_layout.descendants() if element.tag == 'form']


def fields(form):
    return {field.props['name']: field.props.get('value', '') for field in form.descendants() if field.tag == 'input'}


async def test_the_form_posts_what_was_typed_with_its_token_and_where_to_go_on():
    async with card() as user:
        [form] = forms(user)
        assert (form.props['method'], form.props['action']) == ('post', '/auth/sign-in')
        assert fields(form) == {'csrf': 't0ken', 'next': '/find?view=pooled', 'email': '', 'password': ''}
        await user.should_not_see(DEMO)


async def test_what_went_wrong_is_read_aloud_and_the_address_typed_is_still_there():
    async with card(email='sam@example.org', problem='The e-mail address or the password is not right.') as user:
        [problem] = user.find(marker='problem').elements
        assert (problem.props['role'], problem.text) == ('alert', 'The e-mail address or the password is not right.')
        [email], [password] = user.find(marker='email').elements, user.find(marker='password').elements
        assert (email.props['value'], email.props['aria-describedby']) == ('sam@example.org', problem.props['id'])
        assert 'autofocus' in password.props
        assert 'autofocus' not in email.props


async def test_a_demo_says_so_and_signs_in_with_one_press():
    async with card(accounts=[ROBIN]) as user:
        await user.should_see(DEMO)
        await user.should_see('The password of everybody in this demo: open sesame, daybook')
        _, form = forms(user)
        assert fields(form) == {'csrf': 't0ken', 'next': '/find?view=pooled', 'email': ROBIN.email,
                                'password': ROBIN.password}
        [button] = user.find(marker='demo-user').elements
        assert (button.props['type'], button.props['aria-label']) == ('submit', 'Sign in as Robin Ellis, Staff')
