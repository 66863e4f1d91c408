"""The operations of the REST API, entered into the table by importing them."""

from . import account, channels, commands, events, guilds, messages, responses

LOADED = (account, channels, commands, events, guilds, messages, responses)
