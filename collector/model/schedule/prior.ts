/** What is known of all workflow types together, for a type of which little is known. */
export type Prior = Readonly<{
  startsPerIdleSecond: number;
  lifeSeconds: number;
  /** Of one activity that starts: expected seconds between a cancel request and its end. */
  wastedSecondsPerStart: number;
  /** Of one cancelled activity. */
  wastedSecondsPerCancel: number;
  eventsPerStart: number;
}>;

/** Before anything has been seen: an activity an hour, a minute long, one in ten cancelled half-way. */
export const firstPrior: Prior = {
  startsPerIdleSecond: 1 / 3_600,
  lifeSeconds: 60,
  wastedSecondsPerStart: 3,
  wastedSecondsPerCancel: 30,
  eventsPerStart: 6,
};

/** How many observations of its own outweigh the prior. */
const priorEvents = 1;
export const priorReads = 10;
/** What one activity wastes varies so much that the mean of a few dozen tells less than that of all types. */
export const priorReadsOfWaste = 50;

/** What all workflow types together have shown. */
export type Sums = {
  -readonly [K in
    | 'grownEvents'
    | 'foundRunning'
    | 'idleSeconds'
    | 'events'
    | 'eventStarts'
    | 'ended'
    | 'livesSeconds'
    | 'cancelled'
    | 'wastedSeconds']: number;
};

export function priorOf(all: Iterable<Readonly<{ addTo(sum: Sums): void }>>): Prior {
  const sum = {
    grownEvents: 0,
    foundRunning: 0,
    idleSeconds: 0,
    events: 0,
    eventStarts: 0,
    ended: 0,
    livesSeconds: 0,
    cancelled: 0,
    wastedSeconds: 0,
  };
  for (const rates of all) rates.addTo(sum);
  const eventsPerStart = weighted(sum.events, sum.eventStarts, firstPrior.eventsPerStart, priorReads);
  const starts = startsOf(sum.grownEvents, sum.foundRunning, eventsPerStart);
  return {
    startsPerIdleSecond: perSecond(starts, sum.idleSeconds, firstPrior.startsPerIdleSecond),
    lifeSeconds: weighted(sum.livesSeconds, sum.ended, firstPrior.lifeSeconds, priorReads),
    wastedSecondsPerStart: weighted(sum.wastedSeconds, sum.ended, firstPrior.wastedSecondsPerStart, priorReads),
    wastedSecondsPerCancel: weighted(sum.wastedSeconds, sum.cancelled, firstPrior.wastedSecondsPerCancel, priorReads),
    eventsPerStart,
  };
}

/** Activities that a grown history tells of; of each that still runs, most events are still to come. */
export function startsOf(grownEvents: number, running: number, eventsPerStart: number): number {
  return running + Math.max(0, grownEvents - running) / eventsPerStart;
}

/** The mean of so many observations, drawn towards the prior while they are few. */
export function weighted(sum: number, count: number, prior: number, priorCount: number): number {
  return (sum + prior * priorCount) / (count + priorCount);
}

export function perSecond(events: number, seconds: number, prior: number): number {
  return (events + priorEvents) / (seconds + priorEvents / prior);
}
