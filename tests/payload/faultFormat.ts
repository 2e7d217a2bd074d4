/**
 * The `format` file of a tracepoint as the kernel prints it (Documentation/trace/events.rst), FIELDS as declared:
 * `u64 fault_address`. Offsets are one behind the other, as if all fields had eight bytes.
 */
export function faultFormat(id: string, fields: readonly string[]): string {
  const lines = fields.map(
    (field, index) => `\tfield:${field};\toffset:${8 * (index + 1)};\tsize:8;\tsigned:0;\n`,
  );
  return `name: kvm_page_fault\nID: ${id}\nformat:\n${COMMON}\n${lines.join('')}\nprint fmt: "address %lx", REC->address\n`;
}

const COMMON = [
  '\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n',
  '\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n',
].join('');

/** Both ways in which kernels have recorded faults of guests. */
export const FORMATS = {
  withVcpu: faultFormat('1611', [
    'unsigned int vcpu_id',
    'unsigned long guest_rip',
    'u64 fault_address',
    'u64 error_code',
  ]),
  without: faultFormat('987', ['unsigned long fault_address', 'unsigned int error_code']),
};
