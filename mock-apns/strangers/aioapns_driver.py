"""Drives aioapns for aioapns.test.ts: settings in the first line of stdin, then a push per line; an answer per line.

aioapns has Apple's host and port 443 as constants of its protocol classes, so a subclass names the gateway.
"""

import asyncio
import json
import logging
import ssl
import sys

from aioapns import APNs, NotificationRequest, PushType
from aioapns.connection import APNsDevelopmentClientProtocol

logging.disable(logging.CRITICAL)


async def main():
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    settings = json.loads(await lines.readline())

    class GatewayProtocol(APNsDevelopmentClientProtocol):
        APNS_SERVER = settings["host"]
        APNS_PORT = settings["port"]

    trust = ssl.create_default_context(cafile=settings["ca"])
    client = APNs(ssl_context=trust, use_sandbox=True, topic=settings["topic"], **settings["credential"])
    client.pool.protocol_class = GatewayProtocol
    while line := await lines.readline():
        push = json.loads(line)
        # A connection that has closed is told to aioapns in the loop's next turns, and a push before that would be lost.
        for _ in range(5):
            await asyncio.sleep(0)
        request = NotificationRequest(push["token"], push["payload"], push_type=PushType.VOIP)
        try:
            result = await client.send_notification(request)
            answer = {"status": int(result.status), "reason": result.description}
        except Exception as error:
            answer = {"status": 0, "reason": repr(error)}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
