"""What people type, as a name or as a template, reaches nothing but its own words (abuse 8 and 10; ledger G2)."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from itertools import islice

import pytest
from jinja2 import Environment, StrictUndefined, TemplateError

from services.templates import ENTRIES, Kind, NotRendered, Style, Wording, drawing, language, rendering
from services.templates.language import LONGEST_OUTPUT, filled, sandbox
from tests.journeys.hostile import TEXTS

LINK, UNSUBSCRIBE = 'https://book.example.org/x?token=a&b', 'https://book.example.org/unsubscribe?token=c'
WORDS = {'name': 'Ada', 'count': 3}

ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", '{{ name.__class__ }}', "{{ name['__class__'] }}",
    "{{ name|attr('__class__') }}", "{{ '%s'|format(name) }}", "{{ name.format() }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(name) }}", "{{ '{x.__class__}'.format_map(dict(x=1)) }}",
    '{{ self }}', '{{ self.__init__.__globals__ }}', '{{ self._TemplateReference__context }}',
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}", "{{ lipsum.__globals__['os'] }}", '{{ lipsum(n=10000) }}',
    '{{ url_for.__globals__ }}', '{{ config }}', '{{ request }}', '{{ caller() }}', '{{ dict() }}', '{{ range(3) }}',
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% from 'os' import system %}",
    "{% extends 'x' %}", '{% block x %}{% endblock %}', "{% set x = name.__class__ %}", '{% set x = 1 %}{{ x }}',
    '{% macro m() %}x{% endmacro %}{{ m() }}', '{% call name() %}x{% endcall %}', '{% filter upper %}x{% endfilter %}',
    "{% with x = 1 %}{{ x }}{% endwith %}", '{% do name.append(1) %}', '{% autoescape false %}x{% endautoescape %}',
    '{% trans %}x{% endtrans %}', '{% debug %}', "{{ name|map('upper')|list }}", '{{ name|tojson }}',
    '{{ name|pprint }}',
    '{{ name is callable }}', '{{ name is defined }}', '{{ [name] }}', '{{ {"a": name} }}', '{{ (name, name) }}',
    '{{ name[0] }}', '{{ name[:1] }}', '{{ name ~ name }}', '{{ -count }}', '{{ name|safe }}', '{{ loop }}',
]
BOMBS = [
    '{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}'
    '{% endfor %}',
    "{% for a in 'aaaaaaaaaa' recursive %}{{ loop('aaaaaaaaaa') }}{% endfor %}", '{{ 9 ** 9 ** 9 }}',
    "{{ 'a' * 9999999999 }}", "{{ 'a'|center(9999999999) }}", "{{ name|indent(9999999999) }}",
    "{{ '%9999999999d' % 1 }}", "{{ name|replace('', 'a' * 9999) }}", "{{ 'a'|wordwrap(1, wrapstring='a') }}",
    "{{ name|batch(9) }}", '{{ 1 + 1 }}', '{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}',
    '{{ ' + '(' * 2500 + '1' + ')' * 2500 + ' }}', '{{ ' + 'not ' * 1400 + 'name }}', '{{' * 3000, '{% if' * 1200,
    '{% if name %}' * 200 + '{% endif %}' * 200, '{{ name' + '|upper' * 900 + ' }}', '{#' * 3000,
    '{{ ' + 'name and ' * 600 + 'name }}',
]


@pytest.mark.parametrize('source', ESCAPES)
def test_no_way_out_of_the_sandbox_is_within_the_grammar(source):
    with pytest.raises(NotRendered) as refusal:
        filled(source, WORDS, 'body')
    assert refusal.value.fields['body'].startswith('Line 1: ')


@pytest.mark.parametrize('source', [source for source in ESCAPES if source.startswith('{{') and '__' in source])
def test_behind_the_grammar_the_sandbox_lets_nothing_out_either(source):
    with pytest.raises(TemplateError):
        sandbox().from_string(source).render(WORDS)


@pytest.mark.parametrize('source', BOMBS)
def test_what_would_run_for_ever_ends_before_it_begins(source):
    started = time.monotonic()
    with pytest.raises(NotRendered):
        filled(source, WORDS, 'body')
    assert time.monotonic() - started < 1


def test_the_control_without_the_grammar_a_loop_runs_on():
    jinja = sandbox()
    jinja.globals['range'] = range
    endless = jinja.from_string('{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}')
    assert len(list(islice(endless.generate(WORDS), 50_000))) == 50_000


def test_the_second_wall_counts_and_times_what_comes_out(monkeypatch):
    long = {'name': 'x' * 10_000}
    assert filled('{{ name }}' * 5, long, 'body')
    with pytest.raises(NotRendered):
        filled('{{ name }}' * (LONGEST_OUTPUT // 10_000 + 1), long, 'body')
    monkeypatch.setattr(language, 'DEADLINE', -1)
    with pytest.raises(NotRendered):
        filled('{{ name }}', WORDS, 'body')


@pytest.mark.parametrize('value', [object(), ['a'], {'a': 1}, print, None, 1.5, True, type('Text', (str,), {})('x')])
def test_only_plain_text_and_numbers_are_handed_to_a_template(value):
    with pytest.raises(TypeError):
        filled('{{ name }}', {'name': value}, 'body')


def test_a_word_that_is_not_there_is_named_with_its_line_and_what_may_be_meant():
    with pytest.raises(NotRendered) as refusal:
        filled('Hello\n\n{{ nmae }}', WORDS, 'body')
    assert refusal.value.fields == {'body': 'Line 3: There is no word "nmae" here. Is it "name"?'}
    with pytest.raises(NotRendered) as refusal:
        filled('{{ name', WORDS, 'subject')
    assert list(refusal.value.fields) == ['subject']


@pytest.mark.parametrize(('source', 'said'), [
    ('{% if name %}Yes{% else %}No{% endif %}', 'Yes'), ('{% if count == 3 %}three{% endif %}', 'three'),
    ('{{ name|upper }}', 'ADA'), ('{{ "nobody" if not name else name }}', 'Ada'),
    ("{{ ''|default('somebody', true) }}", 'somebody'), ('{# of no interest #}x', 'x'),
])
def test_what_a_letter_needs_is_within_the_grammar(source, said):
    assert filled(source, WORDS, 'body').replace(language.OPEN, '').replace(language.CLOSE, '') == said


@pytest.mark.parametrize('kind', Kind)
def test_s25_abuse_8_no_text_inserted_into_a_letter_becomes_markup_or_a_mark(kind):
    """Every word of every default, made of hostile texts: the elements stay those of a harmless letter. Each in turn
    in one letter, all of them in the others.
    """
    harmless = tags(said(kind, 'Ada').html)
    texts = [*TEXTS, '**x**', '[[x]]', '- a: b', f'{language.CLOSE}**x**{language.OPEN}', '{{ 7 * 7 }}']
    for text in texts if kind is Kind.WAITLIST_READY else [' '.join(texts)]:
        letter = said(kind, text)
        assert tags(letter.html) == harmless, text
        assert '49' not in letter.text or '49' in text


def test_the_control_where_nothing_is_escaped_it_becomes_markup(monkeypatch):
    open_frame = Environment(undefined=StrictUndefined).from_string(
        drawing.FRAME.read_text())
    harmless = tags(said(Kind.BOOKED, 'Ada').html)
    monkeypatch.setattr(drawing, '_FRAME', open_frame)
    assert tags(said(Kind.BOOKED, '<img src=x onerror=__hit=3>').html) != harmless


def test_abuse_8_no_wording_becomes_markup_either():
    for text in TEXTS:
        try:
            letter = rendering.rendered(Style(Kind.BOOKED, text), Wording(text, text, text),
                                        ENTRIES[Kind.BOOKED].examples, link=LINK)
        except NotRendered:
            continue
        assert set(tags(letter.html)) <= set(tags(said(Kind.WELCOME, 'Ada').html)) | set(
            tags(said(Kind.BOOKED, 'Ada').html)), text


def said(kind, text):
    words = dict.fromkeys(ENTRIES[kind].examples, text)
    return rendering.rendered(Style(kind, text), ENTRIES[kind].default, words, link=LINK, unsubscribe=UNSUBSCRIBE)


def tags(html):
    """Every element with its attributes, but for what is said in them."""
    found = []

    class Seen(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag != 'br':
                found.append((tag, *attributes))

        def handle_decl(self, declared):
            found.append(declared)

    Seen().feed(html)
    return found
