import type { FastifyRequest } from 'fastify'
import { checkAal2, checkScope, type Area, type Token } from './tokens.ts'

export function principalOf (request: FastifyRequest): Token {
  return request.getDecorator<Token>('principal')
}

export function tenantOf (request: FastifyRequest): string {
  return principalOf(request).tenant
}

/** A hook for the routes of an area: reading requires one scope, all other methods another. */
export function needs (area: Area) {
  return async (request: FastifyRequest) => {
    checkScope(principalOf(request), `${area}:${request.method === 'GET' ? 'read' : 'write'}`)
  }
}

export async function needsAal2 (request: FastifyRequest) {
  checkAal2(principalOf(request))
}

export type ById = { Params: { id: string } }
