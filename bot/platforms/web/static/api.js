// Requests to the bot. Every failure becomes an Error with a sentence that can be shown.

const page = crypto.randomUUID();

export class BotError extends Error {
  constructor(text, status) {
    super(text);
    this.status = status;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { "X-Page": page, ...options.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new BotError("The bot cannot be reached. It may have been stopped.", 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new BotError(answer.error || "The bot could not answer this.", response.status);
  return answer;
}

export const get = (path, query = {}, signal) => ask(`${path}?${new URLSearchParams(query)}`, { signal });

export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
