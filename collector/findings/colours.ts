/** Okabe and Ito's colours: distinct with every kind of colour blindness, on a light and on a dark background. */
export const okabeIto = {
  orange: '#E69F00',
  skyBlue: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#8C8C8C',
} as const;

export type Colour = (typeof okabeIto)[keyof typeof okabeIto];
