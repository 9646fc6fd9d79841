import { UserError } from '../../errors.js';

/** The connection's settings cannot be used. */
export class BadConnectionSettings extends UserError {
  override readonly name = 'BadConnectionSettings';

  constructor(problem: string, options?: ErrorOptions) {
    super([problem], options);
  }
}
