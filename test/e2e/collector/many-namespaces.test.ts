import { it } from 'vitest';
import { expectSharedBudget } from './support/many-namespaces.js';

it('400 namespaces share one budget, and one that never answers and one that always fails hold up none of them', async () => {
  await expectSharedBudget(400, 300, 150_000);
}, 400_000);
