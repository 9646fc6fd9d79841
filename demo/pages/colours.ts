import { okabeIto } from '../../collector/findings/colours.js';
import { findings } from '../../collector/findings/findings.js';

/** What a picture draws besides the findings, each of which has its own colour. */
export const colours = {
  paper: '#ffffff',
  ink: '#333333',
  wanted: okabeIto.skyBlue,
  wasted: okabeIto.vermillion,
  lost: findings.lost.colour,
} as const;
