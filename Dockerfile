# The steps of `make run`, in an image. It has not been tried with a container engine yet.
#   docker build -t workshop-bot . && docker run --rm -it workshop-bot
# Other facts: docker run --rm -it -v "$PWD/data:/srv/bot/data:ro" workshop-bot
# The page listens on loopback alone, so it is off in a container unless asked for, on the host's network:
#   docker run --rm --network host workshop-bot workshop-bot run --page
FROM python:3.12-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PYTHONUNBUFFERED=1 \
    WORKSHOP_BOT_CONTAINER=1
WORKDIR /srv/bot

COPY requirements.lock ./
RUN python -m pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY commands commands
COPY data data
RUN python -m pip install --no-deps --no-build-isolation -e .

RUN useradd --system --create-home bot
USER bot
CMD ["workshop-bot", "chat"]
