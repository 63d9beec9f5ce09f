"""Refusals about users and groups."""

from app.errors import Conflict, Invalid, NotFound


class UserNotFound(NotFound):
    sentence = 'This person does not exist, or not any more.'


class EmailTaken(Invalid):
    sentence = 'Somebody already signs in with this e-mail address.'

    def __init__(self) -> None:
        super().__init__(fields={'email': self.sentence})


class LastAdmin(Conflict):
    sentence = 'This is the last administrator. Make somebody else one first.'


class PersonChangedMeanwhile(Conflict):
    """Somebody else saved while this was in sight: told, not overwritten. `changed` names what is different."""

    sentence = 'Somebody else changed this person while you had them open.'


class NotDeactivated(Conflict):
    sentence = 'This person is let in already.'


class GroupNotFound(NotFound):
    sentence = 'This group does not exist, or not any more.'


class GroupChangedMeanwhile(Conflict):
    """Somebody else saved while this was in sight: told, not overwritten. `changed` names what is different."""

    sentence = 'Somebody else changed this group while you had it open.'


class GroupNameTaken(Invalid):
    sentence = 'There is already a group with this name.'

    def __init__(self) -> None:
        super().__init__(fields={'name': self.sentence})


class AlreadyMember(Conflict):
    sentence = 'This person is already in the group.'


class NotAMember(NotFound):
    sentence = 'This person is not in the group.'
