"""Runs the migrations online, under an advisory lock, in one transaction each."""

import time

from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import OperationalError

from app.model import Base
from migrations.tables import every_model

LOCK = 0x6461796B  # 'dayk': one migrator at a time

every_model()


def migrate() -> None:
    engine = create_engine(context.config.attributes['url'], poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("set lock_timeout = '60s'"))
        connection.execute(text('select pg_advisory_lock(:lock)'), {'lock': LOCK})
        connection.execute(text("set lock_timeout = '2s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
        for attempt in range(5):
            try:
                with context.begin_transaction():
                    context.run_migrations()
                break
            except OperationalError as error:
                if getattr(error.orig, 'sqlstate', None) != '55P03' or attempt == 4:
                    raise
                time.sleep(0.5 * 2 ** attempt)  # somebody holds a table; they were not to wait longer for us
        connection.commit()


migrate()
