# Two stages: the first makes the environment, the second carries it, the product, and nothing else.
FROM python:3.13-slim AS environment

WORKDIR /build
COPY pyproject.toml requirements.lock deploy/uv-pinned.txt ./
# The lock as constraints: what the product itself needs, without the test tools, each file checked by its hash.
RUN pip install --no-cache-dir --require-hashes -r uv-pinned.txt \
 && uv venv /opt/daybook/.venv \
 && uv pip install --no-cache --python /opt/daybook/.venv/bin/python -r pyproject.toml -c requirements.lock \
 && /opt/daybook/.venv/bin/python -m compileall -q /opt/daybook/.venv/lib


FROM python:3.13-slim

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin daybook \
 && install -d -o daybook -g daybook -m 0700 /data

COPY --from=environment /opt/daybook/.venv /opt/daybook/.venv
WORKDIR /opt/daybook
COPY main.py ./
COPY app app
COPY services services
COPY components components
COPY pages pages
COPY migrations migrations

USER daybook
ENV PATH=/opt/daybook/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NICEGUI_STORAGE_PATH=/data/nicegui \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data \
    LOG_FORMAT=json
VOLUME /data
EXPOSE 8080

HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz/live', timeout=2)"]

# One process. It answers SIGTERM by finishing what it has begun.
CMD ["python", "main.py"]
