/**
 * The names in a zip file, from its central directory. Reads the plain format only: no archive of four gigabytes.
 * @param {Buffer} zip
 * @returns {string[]} Sorted.
 */
export function namesInZip(zip) {
  const end = zip.lastIndexOf('PK\x05\x06');
  if (end < 0) throw new Error('not a zip file');
  const names = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    names.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names.sort();
}
