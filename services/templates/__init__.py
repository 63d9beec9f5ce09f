"""Templates: what each kind of letter says, in the frame of the business it comes from."""

from services.templates.catalogue import ENTRIES
from services.templates.changing import change, change_brand, reset
from services.templates.errors import NotRendered, TemplateChangedMeanwhile
from services.templates.queries import brand, listed, of_kind, style
from services.templates.rendering import letter, rendered
from services.templates.rules import in_brand
from services.templates.shapes import Brand, Entry, Kind, Style, TemplateShape, Values, Wording

__all__ = ['ENTRIES', 'Brand', 'Entry', 'Kind', 'NotRendered', 'Style', 'TemplateChangedMeanwhile', 'TemplateShape',
           'Values', 'Wording', 'brand', 'change', 'change_brand', 'in_brand', 'letter', 'listed', 'of_kind',
           'rendered', 'reset', 'style']
