/** The static table of HPACK (RFC 7541, appendix A): fields that both sides know before the first block. */

const FIELDS = `
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`;

/** Names and values by index; the first index is 1, so what stands at 0 is never looked at. */
export const STATIC_NAMES: readonly string[] = FIELDS.split('\n').map((field) => field.split(' ', 1).join());
export const STATIC_VALUES: readonly string[] = FIELDS.split('\n').map((field) => field.replace(/^\S* ?/, ''));

/** The index of the dynamic table's newest entry (RFC 7541, 2.3.3). */
export const FIRST_DYNAMIC = STATIC_NAMES.length;

/** What every entry of a table and of a header list counts beside its name and value, in bytes (RFC 7541, 4.1). */
export const FIELD_OVERHEAD = 32;
