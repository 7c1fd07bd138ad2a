import GRDB

/// The tables, and how older archives are brought up to date; a migration, once released, is never
/// edited.
enum Schema {
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(sql: version1)
    }
    migrator.registerMigration("2") { database in
      try database.execute(sql: version2)
    }
    migrator.registerMigration("3") { database in
      try database.execute(sql: version3)
    }
    return migrator
  }()

  /// Contents are cut into chunks: SQLite keeps no value above 1 GB, and none is ever whole in
  /// memory.
  ///
  /// `encoding` says how the chunks are stored, `identity` being as they are.
  private static let version1 = """
    CREATE TABLE content (
      sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
      byte_count INTEGER NOT NULL CHECK (byte_count >= 0),
      encoding TEXT NOT NULL
    ) STRICT;
    CREATE TABLE content_chunk (
      sha256 TEXT NOT NULL REFERENCES content ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      bytes BLOB NOT NULL,
      UNIQUE (sha256, position)
    ) STRICT;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      as_of TEXT NOT NULL CHECK (length(as_of) = 10),
      number INTEGER NOT NULL CHECK (number > 0),
      version TEXT NOT NULL,
      zones TEXT NOT NULL,
      configuration TEXT NOT NULL,
      UNIQUE (as_of, number)
    ) STRICT;
    CREATE TABLE run_file (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      role TEXT NOT NULL,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL REFERENCES content,
      PRIMARY KEY (run, role, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_file_content ON run_file (sha256);
    CREATE TABLE figure (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      period TEXT NOT NULL,
      scope_kind TEXT NOT NULL,
      scope_id TEXT NOT NULL,
      kpi TEXT NOT NULL,
      segment TEXT NOT NULL,
      objective TEXT NOT NULL,
      unit TEXT,
      value INTEGER,
      value_over INTEGER,
      n INTEGER,
      absent_reason TEXT,
      approximate INTEGER NOT NULL,
      target_unit TEXT,
      target INTEGER,
      target_over INTEGER,
      expected_unit TEXT,
      expected INTEGER,
      expected_over INTEGER,
      "index" INTEGER,
      position TEXT,
      PRIMARY KEY (run, period, scope_kind, scope_id, kpi, segment, objective)
    ) STRICT, WITHOUT ROWID;
    """

  /// Contents told by others, runs that were held, what was read of each source, and the changes of
  /// opportunities; the table `figure` is only read from now on.
  private static let version2 = """
    ALTER TABLE content ADD COLUMN base TEXT REFERENCES content;
    ALTER TABLE content ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX content_base ON content (base);
    ALTER TABLE run ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN health TEXT;
    ALTER TABLE run_file ADD COLUMN source TEXT NOT NULL DEFAULT '';
    CREATE TABLE snapshot (as_of TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE opportunity_version (
      id TEXT NOT NULL,
      valid_from TEXT NOT NULL,
      valid_to TEXT NOT NULL,
      name TEXT NOT NULL,
      owner TEXT NOT NULL,
      stage TEXT NOT NULL,
      status TEXT NOT NULL,
      amount INTEGER,
      created TEXT,
      closed TEXT,
      expected TEXT,
      PRIMARY KEY (id, valid_from)
    ) STRICT, WITHOUT ROWID;
    """

  /// Runs whose publishing was begun; they are held until it has ended.
  private static let version3 = """
    CREATE TABLE publication (
      run INTEGER NOT NULL PRIMARY KEY REFERENCES run ON DELETE CASCADE,
      folder TEXT NOT NULL,
      was_held INTEGER NOT NULL
    ) STRICT;
    """
}
