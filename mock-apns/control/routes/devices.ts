/** Routes for devices: their topics and tokens, and their courier as a stream. */

import type { DeviceLink } from '../../devices/device.ts';
import { asRefusal, Problem } from '../problem.ts';
import { json, NOTHING, type Route, route } from '../route.ts';
import * as schemas from '../schemas.ts';

const shown = (device: DeviceLink) => ({
  id: device.deviceId,
  isConnected: device.isConnected,
  storedPushes: device.storedPushes,
  registrations: device.registrations(),
});

const UNKNOWN_DEVICE = { 404: 'There is no such device.' };
const TOPIC = '/v1/{world}/devices/{device}/topics/{topic}';

export const DEVICE_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/{world}/devices',
    operation: 'listDevices',
    summary: 'The devices of a world with their tokens.',
    parameters: schemas.worldParameter,
    answers: json(schemas.device.array()),
    handle: (control, { parameters: { world } }) => control.world(world).devices().map(shown),
  }),
  route({
    method: 'get',
    path: '/v1/{world}/devices/{device}',
    operation: 'getDevice',
    summary: 'One device with its tokens.',
    parameters: schemas.deviceParameter,
    answers: json(schemas.device),
    refusals: UNKNOWN_DEVICE,
    handle: (control, { parameters: { world, device } }) => shown(control.device(world, device)),
  }),
  route({
    method: 'put',
    path: TOPIC,
    operation: 'registerTopic',
    summary: 'Registers a topic, as the app on the device does; answers its device token. Makes the device if need be.',
    parameters: schemas.topicParameter,
    body: schemas.registerBody,
    answers: json(schemas.registration),
    refusals: { 409: 'The token is none, or stands for something else.' },
    async handle(control, { parameters, body: { token } }) {
      const { world, device, topic } = parameters;
      const link = control.world(world).device(device);
      await asRefusal(409, () => link.register(topic, token === undefined ? {} : { token }));
      return registrationOf(link, topic);
    },
  }),
  route({
    method: 'delete',
    path: TOPIC,
    operation: 'unregisterTopic',
    summary: 'The app lets go of the topic; its token dies when APNs notices (setting deadTokenMode).',
    parameters: schemas.topicParameter,
    answers: NOTHING,
    status: 204,
    refusals: { 404: 'There is no such device, or it has not registered the topic.' },
    handle: (control, { parameters: { world, device, topic } }) =>
      withTopic(control.device(world, device), topic).unregister(topic),
  }),
  route({
    method: 'post',
    path: `${TOPIC}/rotate`,
    operation: 'rotateToken',
    summary: 'Gives the topic a new token, as after a restore from backup; the old one is dead.',
    parameters: schemas.topicParameter,
    answers: json(schemas.registration),
    refusals: { 404: 'There is no such device, or it has not registered the topic.' },
    async handle(control, { parameters: { world, device, topic } }) {
      const link = withTopic(control.device(world, device), topic);
      await link.rotate(topic);
      return registrationOf(link, topic);
    },
  }),
  route({
    method: 'post',
    path: `${TOPIC}/invalidate`,
    operation: 'invalidateToken',
    summary: 'Kills the topic’s token for good: it draws Unregistered.',
    parameters: schemas.topicParameter,
    answers: NOTHING,
    status: 204,
    refusals: { 404: 'There is no such device, or it has not registered the topic.' },
    handle: (control, { parameters: { world, device, topic } }) =>
      withTopic(control.device(world, device), topic).invalidate(topic),
  }),
  route({
    method: 'post',
    path: `${TOPIC}/expire`,
    operation: 'expireToken',
    summary: 'Lets the topic’s token die of age: it draws ExpiredToken.',
    parameters: schemas.topicParameter,
    answers: NOTHING,
    status: 204,
    refusals: { 404: 'There is no such device, or it has not registered the topic.' },
    handle: (control, { parameters: { world, device, topic } }) =>
      withTopic(control.device(world, device), topic).expire(topic),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/devices/{device}/uninstall',
    operation: 'uninstallApp',
    summary: 'Kills the tokens of all topics of an app, as when the app is deleted (setting deadTokenMode).',
    parameters: schemas.deviceParameter,
    body: schemas.uninstallBody,
    answers: NOTHING,
    status: 204,
    refusals: UNKNOWN_DEVICE,
    handle: (control, { parameters: { world, device }, body: { bundleId } }) =>
      control.device(world, device).uninstall(bundleId),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/devices/{device}/subscribe',
    operation: 'subscribe',
    summary: 'The device listens to a broadcast channel of an app. Makes the device if need be.',
    parameters: schemas.deviceParameter,
    body: schemas.channelBody,
    answers: NOTHING,
    status: 204,
    refusals: { 409: 'There is no such channel, or the gateway has none at all.' },
    handle: (control, { parameters: { world, device }, body: { bundleId, channelId } }) =>
      asRefusal(409, () => control.world(world).device(device).subscribe(bundleId, channelId)),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/devices/{device}/unsubscribe',
    operation: 'unsubscribe',
    summary: 'The device no longer listens to a broadcast channel; what waits for it is dropped.',
    parameters: schemas.deviceParameter,
    body: schemas.channelBody,
    answers: NOTHING,
    status: 204,
    refusals: UNKNOWN_DEVICE,
    handle: (control, { parameters: { world, device }, body: { bundleId, channelId } }) =>
      control.device(world, device).unsubscribe(bundleId, channelId),
  }),
  route({
    method: 'get',
    path: '/v1/{world}/devices/{device}/courier',
    operation: 'openCourier',
    summary: 'Puts the device on line as long as this stream is read: each push is an event. The newest reader wins.',
    parameters: schemas.deviceParameter,
    query: schemas.courierQuery,
    answers: { kind: 'events', schema: schemas.courierPush },
    handle: (control, { parameters: { world, device }, query: { acknowledge } }, { response }) =>
      control.courierStreams.open(
        control.world(world).device(device),
        control.openStream(response),
        acknowledge === 'true',
      ),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/devices/{device}/courier/pushes/{push}/acknowledge',
    operation: 'acknowledgePush',
    summary: 'The device has taken a push of a courier stream with acknowledge=true.',
    parameters: schemas.courierPushParameter,
    answers: NOTHING,
    status: 204,
    refusals: { 404: 'There is no such device, or no such push waits to be acknowledged.' },
    handle(control, { parameters: { world, device, push } }) {
      if (control.courierStreams.acknowledge(control.device(world, device), push)) return;
      throw new Problem(404, {
        what: 'No push with that id waits to be acknowledged.',
        got: push,
        next: 'Open the courier with acknowledge=true, and acknowledge each push once.',
      });
    },
  }),
];

/** @throws Problem when the device has not registered the topic */
function withTopic(device: DeviceLink, topic: string): DeviceLink {
  registrationOf(device, topic);
  return device;
}

function registrationOf(device: DeviceLink, topic: string) {
  const registrations = device.registrations();
  const registration = registrations.find((one) => one.topic === topic);
  if (registration !== undefined) return registration;
  throw new Problem(404, {
    what: `Device ${device.deviceId} has not registered the topic.`,
    got: topic,
    expected: registrations.map((one) => one.topic).join(', ') || 'none yet',
    next: 'Register it first, with PUT.',
  });
}
