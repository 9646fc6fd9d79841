import type { Scenario } from '../scenario.js';

export const ignores: Scenario = {
  name: 'ignores',
  title: 'An activity receives the cancellation and continues',
  remedy: 'It checks for the cancellation before each step',
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
