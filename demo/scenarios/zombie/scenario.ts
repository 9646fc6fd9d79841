import type { Scenario } from '../scenario.js';

export const zombie: Scenario = {
  name: 'zombie',
  title: 'Timed out, the code keeps its slot, and the retries run beside it',
  remedy: 'A start-to-close timeout that the work can meet; crashes are what the heartbeat timeout is for',
  measure: 'slots',
  without: { workflow: 'zombie', taskQueue: 'zombie', shows: ['suspect'] },
  with: { workflow: 'zombieAverted', taskQueue: 'zombie-averted', shows: [] },
  alert: 'DeadbeatSlotsUnaccounted',
};
