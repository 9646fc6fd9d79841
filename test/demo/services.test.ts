import { expect, it, onTestFinished } from 'vitest';
import { startServices } from '../../demo/services/services.js';
import { statusOfRawRequest } from '../support/raw-request.js';

it('The slow external systems answer 400 to a target that is not a URL, and keep running', async () => {
  const services = await startServices();
  onTestFinished(() => services.close());
  expect(await statusOfRawRequest(services.url, '//')).toBe(400);
  expect(await (await fetch(`${services.url}/orders?ms=1`)).text()).toBe('done\n');
  expect(services.calls('/orders')).toHaveLength(1);
});
