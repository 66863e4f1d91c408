// Posts arrive when their instant comes on the page's clock, as the plan has them; each change of the clock begins anew.

import { post } from "./api.js";
import { now, speed } from "./times.js";

const AGAIN = 2000; // milliseconds, where the bot could not be asked
const LEAST = 100; // between two questions
const MOST = 600_000;

const iso = (instant) => new Date(instant).toISOString();

export class Season {
  #since = 0;
  #after = 0;
  #run = 0;
  #timer = 0;

  /** `asker` tells who looks. */
  constructor(places, asker) {
    this.places = places;
    this.asker = asker;
  }

  /** Begin anew: what was due by then has been before. */
  begin(since) {
    this.#since = since;
    this.#after = since;
    this.places.forEach((each) => each.forget());
    this.again();
  }

  /** Look at once, since the clock, the facts or the role are others. */
  again() {
    if (!this.#since) return;
    clearTimeout(this.#timer);
    this.#run += 1;
    this.#look(this.#run);
  }

  async #look(run) {
    let wait = AGAIN;
    try {
      const span = { since: iso(this.#since), after: iso(this.#after), at: iso(now()) };
      const found = await post("/api/posts", { ...this.asker(), ...span });
      if (run !== this.#run) return;
      this.#after = Math.max(this.#after, Date.parse(found.until));
      for (const arrival of found.arrivals) this.places.forEach((each) => each.arrive(arrival));
      wait = found.next && speed() ? (Date.parse(found.next) - now()) / speed() : MOST;
    } catch {
      if (run !== this.#run) return;
    }
    this.#timer = setTimeout(() => this.#look(run), Math.min(Math.max(wait, LEAST), MOST));
  }
}
