import type { Sight } from '../scenarios/scenario.js';

/** Distinct also for those who do not tell red from green: Okabe and Ito's palette. */
export const colours = {
  paper: '#ffffff',
  ink: '#333333',
  wanted: '#56b4e9',
  wasted: '#d55e00',
  lost: '#e69f00',
  orphaned: '#cc79a7',
  warned: '#f0e442',
  fine: '#bbbbbb',
} as const;

export type Colour = keyof typeof colours;

export const colourOfSight: Readonly<Record<Sight, Colour>> = {
  no_heartbeat: 'wasted',
  awaiting_heartbeat: 'fine',
  stopping: 'fine',
  ignoring_cancel: 'wasted',
  silent: 'wasted',
  stale: 'warned',
  stalled: 'warned',
  lost: 'lost',
  orphaned: 'orphaned',
  suspect: 'orphaned',
};
