// The files of what was dropped or chosen, folders gone through to their ends.

const WANTED = /\.3mf$/i;
// Finder's twins on foreign disks, and what belongs to no person.
const HIDDEN = /^\._|^\.(?!3mf$)/;
const MOST_FILES = 2_000;

/**
 * What of the dropped things is wanted.
 *
 * Gives `files`, how many others of folders were left out (`leftOut`), the names of single files
 * that are of another kind (`refused`), and whether there were too many (`isCut`). To be called
 * within the drop event: the browser forgets afterwards what was dropped.
 */
export async function filesOfDrop(transfer) {
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = nothing();
  for (const entry of entries) {
    if (entry instanceof File) take(found, entry, { isAlone: true });
    else if (entry?.isFile) take(found, await fileOf(entry), { isAlone: true });
    else if (entry?.isDirectory) await walk(found, entry);
  }
  return found;
}

/** What of the files of a file dialog is wanted; `isFolder`: a whole folder was chosen. */
export function filesOfInput(files, { isFolder }) {
  const found = nothing();
  for (const file of files) take(found, file, { isAlone: !isFolder });
  return found;
}

function nothing() {
  return { files: [], refused: [], leftOut: 0, isCut: false };
}

function take(found, file, { isAlone }) {
  const isWanted = WANTED.test(file.name) && (isAlone || !HIDDEN.test(file.name));
  if (!isWanted && isAlone) found.refused.push(file.name);
  else if (!isWanted) found.leftOut += 1;
  else if (found.files.length >= MOST_FILES) found.isCut = true;
  else found.files.push(file);
}

async function walk(found, folder) {
  if (folder.name === "__MACOSX" || found.isCut) return;
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory) await walk(found, entry);
    else if (WANTED.test(entry.name)) take(found, await fileOf(entry), { isAlone: false });
    else found.leftOut += 1;
  }
}

/** All entries of a folder: the browser hands them out a hundred at a time. */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
