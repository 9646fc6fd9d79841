import { type Scenario, twinNames } from '../scenario.js';

export const external: Scenario = {
  name: 'external',
  title: 'A slow external system is still called after the cancellation',
  remedy: 'Heartbeats bring the cancellation, and its signal aborts the call under way',
  measure: 'wasted',
  without: { workflow: 'external', taskQueue: 'external', shows: ['no_heartbeat'], mayShow: ['suspect'] },
  with: {
    workflow: 'externalWithHeartbeats',
    taskQueue: 'external-with-heartbeats',
    shows: [],
    mayShow: ['awaiting_heartbeat', 'stopping'],
  },
  alert: 'DeadbeatCancelCannotBeHeard',
  tally: (services, cancelRequestedAt) => {
    const [without, withRemedy] = twinNames.map((name) => {
      const since = cancelRequestedAt[name] ?? Number.POSITIVE_INFINITY;
      return services.calls(`/quotes-${name}`).filter((at) => at > since).length;
    });
    return `the external system was called ${without} times after the cancellation, with the remedy ${withRemedy} times`;
  },
};
