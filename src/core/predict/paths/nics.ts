import { sourced, type Sourced } from '../sourced';

/** What a network card costs whoever plays it. */
export interface NicCost {
  /** Exits to QEMU for each packet sent and received. */
  readonly sendExits: Sourced;
  readonly receiveExits: Sourced;
  /** Bytes of a message in one packet: of what the guest hands over, and of what it is handed. */
  readonly sendBytes: Sourced;
  readonly receiveBytes: Sourced;
  /** Does the guest's driver leave packets in the queue for a while? */
  readonly isLazy: boolean;
}

/** Payload of a frame: 1500 bytes less headers of IP and TCP with time stamps. */
export const SEGMENT_BYTES = 1448;
const MTU = sourced(SEGMENT_BYTES, 'Ethernet of 1500 bytes; RFC 793, RFC 1323');
const SEGMENTED_LATER = sourced(
  65536 - 66,
  'virtio 0.9.5: VIRTIO_NET_F_HOST_TSO4, packets of up to 64 KiB with their headers',
);

export const nicCosts: Readonly<Record<'virtio' | 'rtl8139' | 'e1000', NicCost>> = {
  virtio: {
    sendExits: sourced(1, 'virtio 0.9.5: one write of the notification register'),
    receiveExits: sourced(1, 'virtio 0.9.5: one read of the interrupt status'),
    sendBytes: SEGMENTED_LATER,
    receiveBytes: SEGMENTED_LATER,
    isLazy: true,
  },
  rtl8139: {
    sendExits: sourced(3, 'Linux 2.6.32, 8139cp.c: TxPoll, IntrStatus read and written'),
    receiveExits: sourced(4, 'Linux 2.6.32, 8139cp.c: IntrStatus read and written, IntrMask off and on'),
    sendBytes: MTU,
    receiveBytes: MTU,
    isLazy: false,
  },
  e1000: {
    sendExits: sourced(2, 'Linux 2.6.32, e1000: TDT, and ICR of its interrupt'),
    receiveExits: sourced(3, 'Linux 2.6.32, e1000: ICR, IMC and IMS'),
    sendBytes: MTU,
    receiveBytes: MTU,
    isLazy: false,
  },
};
