export const costs = 'Costs are worker slot hours times the price set above; leave it at 1 to read slot hours.';
