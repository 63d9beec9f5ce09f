"""Skills: what a calendar can do."""

from services.skills.changing import change, create, retire
from services.skills.errors import SkillNameTaken, SkillNotFound
from services.skills.queries import by_id, in_use_ids, listed, must_exist, names
from services.skills.shapes import Level, SkillLevel, SkillShape

__all__ = ['Level', 'SkillLevel', 'SkillNameTaken', 'SkillNotFound', 'SkillShape', 'by_id', 'change', 'create',
           'in_use_ids', 'listed', 'must_exist', 'names', 'retire']
