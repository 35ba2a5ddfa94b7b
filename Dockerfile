# One image for every role: `huiyin.py api`, `bot`, `worker`, `migrate`.
FROM python:3.11-slim AS packages
COPY requirements/uv.lock requirements/run.lock /requirements/
RUN python -m venv /opt/huiyin \
 && python -m venv /opt/uv \
 && /opt/uv/bin/pip install --no-cache-dir --require-hashes -r /requirements/uv.lock \
 && /opt/uv/bin/uv pip install --no-cache --python /opt/huiyin/bin/python --compile-bytecode --require-hashes \
      -r /requirements/run.lock

FROM python:3.11-slim
# PDF reports are drawn with this font.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home huiyin \
 && install -d -o huiyin -g huiyin -m 0700 /var/lib/huiyin /etc/huiyin
COPY --from=packages /opt/huiyin /opt/huiyin
WORKDIR /srv/huiyin
COPY . .
ENV PATH=/opt/huiyin/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HUIYIN_HOST=0.0.0.0 \
    HUIYIN_PORT=8000 \
    HUIYIN_VAR=/var/lib/huiyin \
    HUIYIN_KEYS_FILE=/etc/huiyin/keys.json
USER huiyin
# Data and keys are two volumes: a copy of one alone tells nothing.
VOLUME ["/var/lib/huiyin", "/etc/huiyin"]
EXPOSE 8000
STOPSIGNAL SIGINT
ENTRYPOINT ["python", "huiyin.py"]
CMD ["run"]
