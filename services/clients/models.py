"""Tables: clients and the words they are found by."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, InTenant, of_a_tenant, own_key, points_to


class Client(Entity, Base):
    __tablename__ = 'clients'
    name: Mapped[str]
    email: Mapped[str] = mapped_column(server_default=text("''"))
    phone: Mapped[str] = mapped_column(server_default=text("''"))
    phone_key: Mapped[str] = mapped_column(server_default=text("''"))
    note: Mapped[str] = mapped_column(server_default=text("''"))
    user_id: Mapped[UUID | None]
    is_active: Mapped[bool] = mapped_column(server_default=text('true'))
    created_at: Mapped[datetime]
    __table_args__ = (
        own_key(), of_a_tenant(),
        points_to('user_id', 'users'),
        Index('clients_by_email', 'tenant_id', 'email', postgresql_where=text("email <> ''")),
        Index('clients_by_phone', 'tenant_id', 'phone_key', postgresql_where=text("phone_key <> ''")),
        Index('clients_by_user', 'tenant_id', 'user_id', postgresql_where=text('user_id is not null')),
    )


class ClientWord(InTenant, Base):
    """A word a client is found by. Row policies make LIKE unindexable; a range over these words is not."""

    __tablename__ = 'client_words'
    word: Mapped[str] = mapped_column(Text(collation='C'))  # found by byte order, whatever the server speaks
    client_id: Mapped[UUID]
    __table_args__ = (own_key('word', 'client_id'), points_to('client_id', 'clients', ondelete='CASCADE'),
                      Index('client_words_by_client', 'tenant_id', 'client_id'))
