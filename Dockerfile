# The steps of `make run`, in an image; compose.yaml runs it. It has not been tried with a container engine yet.
#   docker build -t workshop-bot . && docker run --rm -it workshop-bot workshop-bot chat
# Other facts: docker run --rm -it -v "$PWD/data:/srv/bot/data:ro" workshop-bot workshop-bot chat
# The page listens on loopback alone, so it is off in a container unless asked for, on the host's network:
#   docker run --rm --network host workshop-bot workshop-bot run --page
FROM python:3.12-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PYTHONUNBUFFERED=1 \
    XDG_STATE_HOME=/var/lib WORKSHOP_BOT_CONTAINER=1
WORKDIR /srv/bot

COPY requirements.lock ./
RUN python -m pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY commands commands
COPY data data
RUN python -m pip install --no-deps --no-build-isolation -e . && python -m compileall -q bot commands

# What is kept is the user's alone; a volume that is mounted here takes over whose it is.
RUN useradd --system --uid 10001 --create-home bot && install -d -m 700 -o bot -g bot /var/lib/workshop-bot
USER bot
VOLUME /var/lib/workshop-bot

# config.toml needs [public] with its port 8080; without it nothing answers here.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["workshop-bot", "run"]
