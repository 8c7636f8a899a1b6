import { budgets } from '../../budgets.ts'
import type { Try } from '../../try.ts'

const key = { 'x-api-key': 'cards_test_key' }
const json = { ...key, 'content-type': 'application/json' }
const card = { cardholderId: 'ch_approved', label: 'Travel', kind: 'virtual' }

export const tries: readonly Try[] = [
  { name: 'issue a card: its own status stays, under data', method: 'POST', path: '/cards', headers: json, body: card, status: 201 },
  { name: 'read a cardholder: its members are next to status', method: 'GET', path: '/cardholders/ch_approved', headers: key, status: 200 },
  { name: 'a list goes under data', method: 'GET', path: '/cards', headers: key, status: 200 },
  { name: 'change what is not locked', method: 'PATCH', path: '/cardholders/ch_approved', headers: json, body: { phone: '+4900000003' }, status: 200 },
  { name: 'JSON that is cut off', method: 'POST', path: '/cards', headers: json, body: '{"label":', status: 400, code: 'bad_request' },
  { name: 'a label of the wrong type', method: 'POST', path: '/cards', headers: json, body: { ...card, label: 5 }, status: 400, code: 'bad_request' },
  { name: 'a label that is too long', method: 'POST', path: '/cards', headers: json, body: { ...card, label: 'x'.repeat(41) }, status: 422, code: 'validation_failed' },
  { name: 'no key', method: 'GET', path: '/cards', status: 401, code: 'unauthorized' },
  { name: 'a key for another address', method: 'GET', path: '/cards', headers: { 'x-api-key': 'cards_office_key' }, status: 403, code: 'ip_not_authorized' },
  { name: 'a key for this address, which has another name in DNS: the same answer', method: 'GET', path: '/cards', headers: { 'x-api-key': 'cards_unconfirmed_key' }, status: 403, code: 'ip_not_authorized' },
  { name: 'compliance has rejected the cardholder', method: 'POST', path: '/cards', headers: json, body: { ...card, cardholderId: 'ch_rejected' }, status: 403, code: 'compliance_restricted' },
  { name: 'an unknown card', method: 'GET', path: '/cards/card_unknown', headers: key, status: 404, code: 'not_found' },
  { name: 'a passcode that has expired', method: 'GET', path: '/otp/otp_expired', headers: key, status: 404, code: 'otp_not_found' },
  { name: 'compliance has locked the name', method: 'PATCH', path: '/cardholders/ch_approved', headers: json, body: { lastName: 'Sample' }, status: 409, code: 'conflict' },
  { name: 'deposit money: twice is twice, for there are no idempotency keys', method: 'POST', path: '/cards/card_1/bank-deposit', headers: json, body: { amount: 500, bank: 'north' }, repeat: 2, status: 201 },
  { name: 'the bank breaks off', method: 'POST', path: '/cards/card_1/bank-deposit', headers: json, body: { amount: 700, bank: 'east' }, status: 502, code: 'bad_gateway' },
  { name: 'so look before it is sent again: it is there', method: 'GET', path: '/cards/transactions', headers: key, status: 200 },
  { name: 'the budget of this route ends', method: 'GET', path: '/currencies', headers: key, repeat: budgets.small.max + 1, status: 429, code: 'rate_limited' },
  { name: 'stored limits are damaged, and only the log says how', method: 'GET', path: '/cards/card_2/limits', headers: key, status: 500, code: 'internal_error' }
]
