"""Templates: what each kind of letter says, in the frame of the business it comes from."""

from services.templates.catalogue import ENTRIES
from services.templates.errors import NotRendered
from services.templates.queries import style
from services.templates.rendering import letter
from services.templates.shapes import Brand, Entry, Kind, Style, Values, Wording

__all__ = ['ENTRIES', 'Brand', 'Entry', 'Kind', 'NotRendered', 'Style', 'Values', 'Wording', 'letter', 'style']
