import { BlockList, isIP } from 'node:net';

/** IANA special-purpose registries: this network, private, shared (CGNAT), loopback, link-local (cloud metadata), documentation, multicast … */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Of the global unicast addresses of IPv6: those that lead to IPv4 (Teredo, 6to4), and documentation. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** Every other one is private, local, multicast, or an IPv4 address in disguise. */
const GLOBAL_V6 = ['2000::/3'];

const listOf = (family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits] = range.split('/');
    list.addSubnet(net, Number(bits), family);
  }
  return list;
};
const [notPublicV4, notPublicV6, globalV6] = [
  listOf('ipv4', NOT_PUBLIC_V4),
  listOf('ipv6', NOT_PUBLIC_V6),
  listOf('ipv6', GLOBAL_V6),
];

/** Whether an IP address can be that of a server on the Internet, and not one inside the maker's network. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublicV4.check(address, 'ipv4');
    case 6:
      // With a zone (`%eth0`) it is of a link.
      return !address.includes('%') && globalV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Special-use names (RFC 6761, 6762, 8375) and the names under which clouds and networks keep what is inside. */
const NOT_PUBLIC_DOMAINS = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'lan',
  'home.arpa',
  'in-addr.arpa',
  'ip6.arpa',
  'onion',
  'alt',
  'metadata.goog',
];

/** Whether a name can be that of a server on the Internet, as far as that is known without looking it up. */
export function isPublicName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/[.]$/, '');
  // A name of one label is completed by the network that it is looked up in.
  if (!name.includes('.')) return false;
  return !NOT_PUBLIC_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}
