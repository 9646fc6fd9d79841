import type { Scenario } from '../scenario.js';

export const ignores: Scenario = {
  name: 'ignores',
  title: 'An activity hears the cancellation and goes on',
  remedy: 'It looks at the cancellation before each step',
  measure: 'wasted',
  without: {
    workflow: 'ignores',
    taskQueue: 'ignores',
    shows: ['ignoring_cancel'],
    mayShow: ['awaiting_heartbeat', 'stopping', 'suspect'],
  },
  with: { workflow: 'listens', taskQueue: 'listens', shows: [], mayShow: ['awaiting_heartbeat', 'stopping'] },
  alert: 'DeadbeatCancelIgnored',
};
