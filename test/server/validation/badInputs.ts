// Invalid bodies with the issues that every validator reports for them. Without imports, so that tests of more libraries can use them.

/** The schema of the bodies. */
export const json = {
  type: 'object',
  required: ['currency', 'amount', 'items'],
  additionalProperties: false,
  properties: {
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    amount: { type: 'string', minLength: 4, maxLength: 8 },
    email: { type: 'string', format: 'email' },
    at: { type: 'string', format: 'date-time' },
    id: { type: 'string', format: 'uuid' },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    rate: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    step: { type: 'number', multipleOf: 5 },
    kind: { enum: ['retail', 'trade'] },
    version: { const: 2 },
    urgent: { type: 'boolean' },
    tags: { type: 'array', maxItems: 2, items: { type: 'string', minLength: 2 } },
    items: { type: 'array', minItems: 1, items: { type: 'object', required: ['sku'], additionalProperties: false, properties: { sku: { type: 'string' }, size: { type: 'number', minimum: 1 } } } },
    note: { anyOf: [{ type: 'object', required: ['text'], properties: { text: { type: 'string' } } }, { type: 'null' }] },
    pay: {
      anyOf: [
        { type: 'object', required: ['method', 'number'], properties: { method: { const: 'card' }, number: { type: 'string', minLength: 8 } } },
        { type: 'object', required: ['method', 'iban'], properties: { method: { const: 'iban' }, iban: { type: 'string', pattern: '^DE' } } }
      ]
    },
    ref: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    address: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, geo: { type: 'object', required: ['lat'], properties: { lat: { type: 'number', maximum: 90 } } } } },
    'a/b~c': { type: 'number' }
  }
}

/** A valid body. */
export const good = { currency: 'EUR', amount: '12.50', items: [{ sku: 'a' }] }

/** An invalid body, and path, keyword and sentence of each issue. */
export const inputs: ReadonlyArray<readonly [given: unknown, ...issues: string[]]> = [
  [{}, 'currency required This field is required.', 'amount required This field is required.', 'items required This field is required.'],
  [[], 'body type Must be an object.'],
  [null, 'body type Must be an object.'],
  ['x', 'body type Must be an object.'],
  [5, 'body type Must be an object.'],
  [{ ...good, extra: 1 }, 'extra additionalProperties This field is not known here.'],
  [{ ...good, extra: 1, more: 2 }, 'extra additionalProperties This field is not known here.', 'more additionalProperties This field is not known here.'],
  [{ ...good, 'x/y': 1 }, 'x/y additionalProperties This field is not known here.'],
  [{ amount: '12.50', items: [{ sku: 'a' }] }, 'currency required This field is required.'],
  [{ ...good, currency: 'eur' }, 'currency pattern Must match ^[A-Z]{3}$.'],
  [{ ...good, currency: 5 }, 'currency type Must be a string.'],
  [{ ...good, currency: null }, 'currency type Must be a string.'],
  [{ ...good, amount: '1' }, 'amount minLength Must have at least 4 characters.'],
  [{ ...good, amount: '123456789' }, 'amount maxLength Must have at most 8 characters.'],
  [{ ...good, amount: 12 }, 'amount type Must be a string.'],
  [{ ...good, email: 'x' }, 'email format Must be in the format email.'],
  [{ ...good, email: 5 }, 'email type Must be a string.'],
  [{ ...good, at: 'x' }, 'at format Must be in the format date-time.'],
  [{ ...good, id: 'x' }, 'id format Must be in the format uuid.'],
  [{ ...good, count: 0 }, 'count minimum Must be at least 1.'],
  [{ ...good, count: 10 }, 'count maximum Must be at most 9.'],
  [{ ...good, count: 1.5 }, 'count type Must be an integer.'],
  [{ ...good, rate: 0 }, 'rate exclusiveMinimum Must be greater than 0.'],
  [{ ...good, rate: 1 }, 'rate exclusiveMaximum Must be less than 1.'],
  [{ ...good, step: 7 }, 'step multipleOf Must be a multiple of 5.'],
  [{ ...good, step: '5' }, 'step type Must be a number.'],
  [{ ...good, kind: 'x' }, 'kind enum Must be one of "retail", "trade".'],
  [{ ...good, kind: 5 }, 'kind enum Must be one of "retail", "trade".'],
  [{ ...good, version: 3 }, 'version const Must be 2.'],
  [{ ...good, urgent: 'yes' }, 'urgent type Must be a boolean.'],
  [{ ...good, tags: 'x' }, 'tags type Must be an array.'],
  [{ ...good, tags: ['ab', 'cd', 'ef'] }, 'tags maxItems Must have at most 2 items.'],
  [{ ...good, tags: ['ab', 'c'] }, 'tags.1 minLength Must have at least 2 characters.'],
  [{ ...good, tags: [1, null] }, 'tags.0 type Must be a string.', 'tags.1 type Must be a string.'],
  [{ ...good, items: [] }, 'items minItems Must have at least 1 item.'],
  [{ ...good, items: {} }, 'items type Must be an array.'],
  [{ ...good, items: [{}] }, 'items.0.sku required This field is required.'],
  [{ ...good, items: [{ sku: 'a' }, { sku: 1, size: 0, b: 1 }] }, 'items.1.b additionalProperties This field is not known here.', 'items.1.sku type Must be a string.', 'items.1.size minimum Must be at least 1.'],
  [{ ...good, items: [{ sku: 'a' }, {}, { b: 1 }] }, 'items.1.sku required This field is required.', 'items.2.sku required This field is required.', 'items.2.b additionalProperties This field is not known here.'],
  [{ ...good, note: {} }, 'note.text required This field is required.'],
  [{ ...good, note: { text: 1 } }, 'note.text type Must be a string.'],
  [{ ...good, pay: { method: 'card' } }, 'pay.number required This field is required.'],
  [{ ...good, pay: { method: 'card', number: '1' } }, 'pay.number minLength Must have at least 8 characters.'],
  [{ ...good, pay: { method: 'iban', iban: 'FR' } }, 'pay.iban pattern Must match ^DE.'],
  [{ ...good, pay: { method: 'cash' } }, 'pay.method enum Must be one of "card", "iban".'],
  [{ ...good, pay: {} }, 'pay.method required This field is required.'],
  [{ ...good, pay: 'x' }, 'pay type Must be an object.'],
  [{ ...good, ref: true }, 'ref anyOf Must fit one of the allowed forms.'],
  [{ ...good, address: {} }, 'address.city required This field is required.'],
  [{ ...good, address: { city: 'x', geo: { lat: 91 } } }, 'address.geo.lat maximum Must be at most 90.'],
  [{ ...good, address: { city: 'x', geo: {} } }, 'address.geo.lat required This field is required.'],
  [{ ...good, 'a/b~c': 'x' }, 'a/b~c type Must be a number.'],
  [{ extra: 1, currency: 'eur', amount: 1, items: [] }, 'extra additionalProperties This field is not known here.', 'currency pattern Must match ^[A-Z]{3}$.', 'amount type Must be a string.', 'items minItems Must have at least 1 item.'],
  [{ ...good, email: 'x', count: 0, kind: 'x' }, 'email format Must be in the format email.', 'count minimum Must be at least 1.', 'kind enum Must be one of "retail", "trade".']
]
