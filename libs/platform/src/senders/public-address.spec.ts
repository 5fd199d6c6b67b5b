import { isPublicAddress, isPublicName } from './public-address.ts';

describe('An address of a webhook', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.15.255.255', '172.32.0.1', '100.63.255.255', '2606:4700:4700::1111'])(
    '%s is on the Internet',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local', '169.254.1.1'],
    ['cloud metadata', '169.254.169.254'],
    ['benchmarking', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['loopback', '::1'],
    ['unspecified', '::'],
    ['IPv4-mapped', '::ffff:127.0.0.1'],
    ['IPv4-mapped in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-mapped metadata', '::ffff:169.254.169.254'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['unique local', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['multicast', 'ff02::1'],
    ['a name', 'localhost'],
  ])('%s %s is not', (_, address) => expect(isPublicAddress(address)).toBe(false));
});

describe('A name of a webhook', () => {
  it.each(['erp.example.com', 'ERP.Example.com.', 'localhost.example.com', 'notlocal.example', 'internal.example.com'])(
    '%s can be on the Internet',
    (name) => expect(isPublicName(name)).toBe(true),
  );

  it.each([
    'localhost',
    'LOCALHOST.',
    'erp.localhost',
    'localhost.localdomain',
    'printer.local',
    'metadata',
    'instance-data',
    'metadata.google.internal',
    'metadata.google.internal.',
    'metadata.goog',
    'instance-data.ec2.internal',
    'nas.home.arpa',
    '1.0.0.127.in-addr.arpa',
    '',
  ])('"%s" is inside a network', (name) => expect(isPublicName(name)).toBe(false));
});
