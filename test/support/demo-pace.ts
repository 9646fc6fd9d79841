/**
 * How the tests run the demo's scenarios: they take 70 s. Heartbeats reach the server as often as they can, so that it
 * takes a stall of nearly a whole heartbeat timeout, which is ten of these seconds, for a false alarm.
 */
export const demoPace = { pace: { secondMs: 450, minuteMs: 650 }, heartbeatEveryMs: 300 } as const;
