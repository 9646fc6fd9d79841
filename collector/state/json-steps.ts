/** The JSON of an object, with a pause offered after each item of its lists: there may be thousands. */
export function* jsonSteps(value: object): Generator<void, string> {
  const fields: string[] = [];
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const text = Array.isArray(field) ? yield* listSteps(field) : JSON.stringify(field);
    fields.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${fields.join(',')}}`;
}

function* listSteps(items: readonly unknown[]): Generator<void, string> {
  const texts: string[] = [];
  for (const item of items) {
    texts.push(JSON.stringify(item));
    yield;
  }
  return `[${texts.join(',')}]`;
}
