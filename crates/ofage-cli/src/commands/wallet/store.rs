//! The folder: `attestation-N.cbor` with `device-key-N.pem`, as `ofage issue` writes them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ofage_core::{Attestation, Challenge, Request, SecretKey, SessionTranscript, UnixTime};
use serde_json::{Value, json};

use crate::failure::{Failure, Source, io_text, path_text, printable};
use crate::io::{decode_binary, read, secret_key};

/// Most files that are looked at.
const MAX_FILES: usize = 20_000;
/// Seconds for which an answered challenge is remembered past its end.
const REMEMBERED: i64 = 3600;

pub(super) struct Store {
    folder: PathBuf,
}

/// One attestation that was not used yet.
pub(super) struct Entry {
    file: PathBuf,
    attestation: Attestation,
}

/// One that is taken out of the folder: nobody else can use it any more.
pub(super) struct Taken {
    used_file: PathBuf,
    key_file: PathBuf,
    attestation: Attestation,
    key: SecretKey,
}

impl Store {
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        std::fs::read_dir(folder)
            .map_err(|error| Failure::input(&Source::new(folder), "wallet_unreadable", io_text(&error)))?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    /// The attestations that are left, by name.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let unreadable = |error: std::io::Error| {
            Failure::input(&Source::new(&self.folder), "wallet_unreadable", io_text(&error))
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(unreadable)?.take(MAX_FILES) {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with("attestation-") && name.ends_with(".cbor") {
                files.push(path);
            }
        }
        files.sort();
        files.into_iter().filter_map(|file| Entry::read(file).transpose()).collect()
    }

    /// Takes the first attestation that answers the question now. Of two programs that try to take the same one, one
    /// gets it: renaming a file happens once.
    pub(super) fn take(&self, request: &Request, now: UnixTime) -> Result<Option<Taken>, Failure> {
        let sample = SessionTranscript::hashed_handover("ofage.wallet.probe.v1", &[]);
        for entry in self.entries()? {
            if !entry.is_valid_at(now) || entry.attestation.prepare(request, &sample).is_err() {
                continue;
            }
            let key_file = entry.key_file();
            let key_input = read(&key_file)?;
            let key = secret_key(&key_input)?;
            let used_file = entry.file.with_extension("used");
            match std::fs::rename(&entry.file, &used_file) {
                Ok(()) => {
                    return Ok(Some(Taken { used_file, key_file, attestation: entry.attestation, key }));
                }
                // Another program was faster.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(Failure::output(&entry.file, &error)),
            }
        }
        Ok(None)
    }

    /// Notes that a challenge is answered; `false` where it was before. A challenge gets one answer.
    pub(super) fn note_answer(&self, challenge: &Challenge, now: UnixTime) -> Result<bool, Failure> {
        let hash: String = challenge.sha256().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self.forget_answers(now);
        let path = self.folder.join(format!(".answered-{}-{hash}", challenge.expiry().seconds()));
        match std::fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(Failure::output(&path, &error)),
        }
    }

    /// Forgets challenges that are long over. What cannot be deleted stays, and does no harm.
    fn forget_answers(&self, now: UnixTime) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten().take(MAX_FILES) {
            let name = entry.file_name();
            let end = name
                .to_str()
                .and_then(|name| name.strip_prefix(".answered-"))
                .and_then(|rest| rest.split('-').next())
                .and_then(|seconds| seconds.parse().ok())
                .and_then(UnixTime::from_seconds);
            if end.is_some_and(|end| now.seconds_since(end) > REMEMBERED) {
                std::fs::remove_file(entry.path()).unwrap_or_default();
            }
        }
    }
}

impl Entry {
    /// `None` where the file has gone since: another program took it.
    fn read(file: PathBuf) -> Result<Option<Self>, Failure> {
        if !file.exists() {
            return Ok(None);
        }
        let input = match read(&file) {
            Err(_) if !file.exists() => return Ok(None),
            input => input?,
        };
        let (bytes, _) = decode_binary(&input)?;
        let attestation = Attestation::from_bytes(&bytes)
            .map_err(|error| input.failure("not_attestation", format!("is no attestation: {error}")))?;
        Ok(Some(Self { file, attestation }))
    }

    fn key_file(&self) -> PathBuf {
        let name = self.file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        self.file.with_file_name(format!("{}.pem", name.replacen("attestation", "device-key", 1)))
    }

    pub(super) fn is_valid_at(&self, now: UnixTime) -> bool {
        self.attestation.valid_from() <= now && now <= self.attestation.valid_until()
    }

    fn state(&self, now: UnixTime) -> &'static str {
        if now < self.attestation.valid_from() {
            "not_yet_valid"
        } else if now > self.attestation.valid_until() {
            "expired"
        } else {
            "valid"
        }
    }

    fn statements(&self) -> Vec<(u8, bool)> {
        let statements = self.attestation.age_statements().unwrap_or_default();
        statements.into_iter().map(|(threshold, value)| (threshold.years(), value)).collect()
    }

    pub(super) fn to_json(&self, now: UnixTime) -> Value {
        let statements: serde_json::Map<String, Value> = self
            .statements()
            .into_iter()
            .map(|(years, value)| (format!("age_over_{years:02}"), value.into()))
            .collect();
        json!({
            "file": path_text(&self.file),
            "docType": self.attestation.doc_type(),
            "ageStatements": statements,
            "validFrom": self.attestation.valid_from().to_string(),
            "validUntil": self.attestation.valid_until().to_string(),
            "state": self.state(now),
        })
    }

    pub(super) fn line(&self, now: UnixTime) -> String {
        let statements: Vec<String> =
            self.statements().into_iter().map(|(years, value)| format!("over {years}: {value}")).collect();
        let (until, name) =
            (self.attestation.valid_until().date(), self.file.file_name().unwrap_or_default());
        format!(
            "{:<26} {:<22} until {until}  {}",
            printable(Path::new(name)),
            statements.join(", "),
            self.state(now)
        )
    }
}

impl Taken {
    pub(super) const fn attestation(&self) -> &Attestation {
        &self.attestation
    }

    pub(super) const fn key(&self) -> &SecretKey {
        &self.key
    }

    /// Deletes attestation and key: they have been shown.
    pub(super) fn destroy(self) -> Result<(), Failure> {
        for file in [&self.used_file, &self.key_file] {
            std::fs::remove_file(file).map_err(|error| Failure::output(file, &error))?;
        }
        Ok(())
    }
}
