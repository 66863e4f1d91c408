// News from the bot. Browsers allow few connections to one address, so of all open tabs one listens for all.

import { get } from "./api.js";

const AGAIN = 1500; // milliseconds between tries

/** Call `heard(news)` with {state}, {lost} or {stale}, whichever tab it came to. */
export function listen(heard) {
  const others = new BroadcastChannel("news");
  others.onmessage = (event) => heard(event.data);
  const tell = (news) => {
    heard(news);
    others.postMessage(news);
  };
  if (navigator.locks) navigator.locks.request("news", () => stay(tell));
  else stay(tell);
}

async function stay(tell) {
  for (;;) {
    await follow(tell);
    tell((await isStale()) ? { stale: true } : { lost: true });
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
    await reachable();
  }
}

/** Follow the stream until it breaks. */
function follow(tell) {
  return new Promise((resolve) => {
    const stream = new EventSource("/events");
    stream.onmessage = (event) => tell({ state: JSON.parse(event.data) });
    stream.onerror = () => {
      stream.close();
      resolve();
    };
  });
}

async function isStale() {
  try {
    await get("/api/state");
    return false;
  } catch (error) {
    return error.status === 403;
  }
}

async function reachable() {
  for (;;) {
    try {
      const answer = await fetch("/healthz");
      if (answer.ok) return;
    } catch {
      // not yet
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
  }
}
