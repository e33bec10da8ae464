/** The AsyncAPI 3.0 document of the signalling socket, made of the schemas that check it. */

import { z } from 'zod';
import { FROM_DEVICE, fromDevice } from './messages.ts';
import { TO_DEVICE } from './schemas.ts';

type Json = { readonly [key: string]: unknown };

/** In one channel names are unique, and some messages have the same type in both directions. */
const keyOf = (direction: 'from' | 'to', type: string) => `${direction}-device-${type}`;

export function asyncApiDocument(): Json {
  const messages = [
    ...Object.entries(FROM_DEVICE).map(([type, what]) => messageOf('from', type, what, fromDeviceSchema(type))),
    ...Object.entries(TO_DEVICE).map(([type, { what, schema }]) => messageOf('to', type, what, schemaOf(schema))),
  ];
  const refs = (direction: string) =>
    messages
      .filter(([key]) => key.startsWith(direction))
      .map(([key]) => ({ $ref: `#/channels/signalling/messages/${key}` }));
  const parameter = (description: string) => ({ type: 'string', description });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Signalling of the call server of Ringproof',
      version: '1',
      description:
        'One WebSocket per signed-in device, text messages of JSON. Close codes: 1001 the server goes away, 1008 a ' +
        'message was not understood, 4000 a newer socket of the device took over, 4001 signed out.',
    },
    defaultContentType: 'application/json',
    channels: {
      signalling: {
        address: '/signalling',
        messages: Object.fromEntries(messages),
        bindings: {
          ws: {
            method: 'GET',
            query: {
              type: 'object',
              properties: { user: parameter('Who is signed in.'), device: parameter('On which device.') },
              required: ['user', 'device'],
            },
          },
        },
      },
    },
    operations: {
      hearDevice: {
        action: 'receive',
        summary: 'What a device says.',
        channel: { $ref: '#/channels/signalling' },
        messages: refs('from-'),
      },
      tellDevice: {
        action: 'send',
        summary: 'What the server says to a device.',
        channel: { $ref: '#/channels/signalling' },
        messages: refs('to-'),
      },
    },
  };
}

function messageOf(direction: 'from' | 'to', type: string, summary: string, payload: Json): [string, Json] {
  return [keyOf(direction, type), { name: type, summary, payload }];
}

function fromDeviceSchema(type: string): Json {
  const { oneOf = [] } = z.toJSONSchema(fromDevice, { io: 'input' });
  const found = oneOf.find((option) => Object(option.properties?.['type'])['const'] === type);
  return { ...found };
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
  return rest;
}
