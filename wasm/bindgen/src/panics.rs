//! Takes the text out of panics.
//!
//! A panic of this build ends in a trap, as WebAssembly without unwinding does, and what the standard library would print
//! first has nowhere to go: `wasm32-unknown-unknown` has no standard error. So the functions that only ever panic become
//! the trap itself, the places in the source that they would name are emptied, and where nothing else formats text, the
//! code that would format the message goes too.

use std::collections::HashSet;

use anyhow::{Result, bail};
use walrus::ir::{Br, BrIf, BrTable, Instr, InstrSeqId, Return, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ExportItem, FunctionBuilder, FunctionId, FunctionKind, LocalFunction,
    Module,
};

/// The module without the texts of panics.
pub(crate) fn remove(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm)?;
    let panicking = functions(&module, |name, function| is_standard(name) && never_returns(function));
    trap(&mut module, &panicking);
    let formatting = functions(&module, |name, function| formats(name) && calls(function).next().is_some());
    match used(&module, &formatting) {
        None => trap(&mut module, &formatting),
        Some(name) => println!("  {name} is in use: the code that formats text stays"),
    }
    empty_locations(&mut module)?;
    Ok(module.emit_wasm())
}

/// The functions with code that are meant, by their readable name.
fn functions(module: &Module, meant: impl Fn(&str, &LocalFunction) -> bool) -> HashSet<FunctionId> {
    let matches = |id, local| name_of(module, id).is_some_and(|name| meant(&name, local));
    module.funcs.iter_local().filter(|(id, local)| matches(*id, local)).map(|(id, _)| id).collect()
}

fn name_of(module: &Module, id: FunctionId) -> Option<String> {
    module.funcs.get(id).name.as_deref().map(|symbol| format!("{:#}", rustc_demangle::demangle(symbol)))
}

/// Makes each of them the trap alone.
fn trap(module: &mut Module, functions: &HashSet<FunctionId>) {
    for id in functions {
        let FunctionKind::Local(local) = &module.funcs.get(*id).kind else { continue };
        let (parameters, arguments) = (module.types.get(local.ty()).params().to_vec(), local.args.clone());
        let results = module.types.get(local.ty()).results().to_vec();
        let mut trap = FunctionBuilder::new(&mut module.types, &parameters, &results);
        trap.func_body().unreachable();
        module.funcs.get_mut(*id).kind = FunctionKind::Local(trap.local_func(arguments));
    }
}

/// Whether it is a function of the standard library itself.
fn is_standard(name: &str) -> bool {
    ["core::", "alloc::", "std::", "__rustc::"].iter().any(|library| name.starts_with(library))
}

/// Whether it formats text, and so is only ever called by what formats text.
///
/// `Write` is no such trait by itself: a function of it can be one with the method of `String` that does the same.
fn formats(name: &str) -> bool {
    const HOMES: [&str; 5] = ["core::fmt::", "<core::fmt::", "<&mut core::fmt::", "alloc::fmt::", "<alloc::fmt::"];
    const TRAITS: [&str; 9] = [
        "Binary", "Debug", "Display", "LowerExp", "LowerHex", "Octal", "Pointer", "UpperExp", "UpperHex",
    ];
    HOMES.iter().any(|home| name.starts_with(home))
        || TRAITS.iter().any(|each| name.contains(&format!(" as core::fmt::{each}>::")))
        || (name.starts_with("<&mut ") && name.contains(" as core::fmt::Write>::"))
        || name.starts_with("<std::panicking::")
}

/// One of the functions that other code uses, by its name: what is exported, what tables hold, and all that these call.
fn used(module: &Module, functions: &HashSet<FunctionId>) -> Option<String> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        ExportItem::Table(_) | ExportItem::Memory(_) | ExportItem::Global(_) | ExportItem::Tag(_) => None,
    });
    let in_tables = module.elements.iter().flat_map(|element| match &element.items {
        ElementItems::Functions(ids) => ids.clone(),
        ElementItems::Expressions(_, values) => values.iter().filter_map(function).collect(),
    });
    let mut waiting: Vec<FunctionId> = exported.chain(module.start).collect();
    waiting.extend(in_tables.filter(|id| !functions.contains(id)));
    let mut seen = HashSet::new();
    while let Some(id) = waiting.pop() {
        if functions.contains(&id) {
            return name_of(module, id);
        }
        if let FunctionKind::Local(local) = &module.funcs.get(id).kind
            && seen.insert(id)
        {
            waiting.extend(calls(local));
        }
    }
    None
}

fn function(value: &ConstExpr) -> Option<FunctionId> {
    if let ConstExpr::RefFunc(id) = value { Some(*id) } else { None }
}

/// The functions that it names.
fn calls(function: &LocalFunction) -> impl Iterator<Item = FunctionId> {
    let mut named = Named(Vec::new());
    dfs_in_order(&mut named, function, function.entry_block());
    named.0.into_iter()
}

struct Named(Vec<FunctionId>);

impl Visitor<'_> for Named {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.0.push(*id);
    }
}

/// Whether every way through the function that ends at all ends in a trap.
fn never_returns(function: &LocalFunction) -> bool {
    let entry = function.entry_block();
    let ends_in_trap = matches!(function.block(entry).instrs.last(), Some((Instr::Unreachable(_), _)));
    let mut exits = Exits { entry, found: false };
    dfs_in_order(&mut exits, function, entry);
    ends_in_trap && !exits.found
}

/// Looks for what leaves a function before its end.
struct Exits {
    entry: InstrSeqId,
    found: bool,
}

impl Visitor<'_> for Exits {
    fn visit_return(&mut self, _: &Return) {
        self.found = true;
    }

    fn visit_br(&mut self, branch: &Br) {
        self.found |= branch.block == self.entry;
    }

    fn visit_br_if(&mut self, branch: &BrIf) {
        self.found |= branch.block == self.entry;
    }

    fn visit_br_table(&mut self, branch: &BrTable) {
        self.found |= branch.default == self.entry || branch.blocks.contains(&self.entry);
    }
}

/// Zeros in place of every `core::panic::Location` and of the file names that they point to.
///
/// A location is four words: address and length of the file name, line, column. Nothing else points to such a name.
fn empty_locations(module: &mut Module) -> Result<()> {
    let mut memory = Vec::new();
    for data in module.data.iter() {
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = data.kind else {
            bail!("a data segment without a fixed place");
        };
        memory.push((data.id(), usize::try_from(start)?));
    }
    let mut places = Vec::new();
    for (id, start) in &memory {
        let bytes = &module.data.get(*id).value;
        // Words stand at multiples of four.
        for at in (start.wrapping_neg() % 4..bytes.len()).step_by(4) {
            let Some(words) = bytes.get(at..at + 16) else { break };
            let words: Vec<usize> = words
                .chunks(4)
                .map(|word| word.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)))
                .collect();
            let [address, length, line, column] = words[..] else { continue };
            let file = memory.iter().find_map(|(id, start)| {
                let from = address.checked_sub(*start)?;
                let name = module.data.get(*id).value.get(from..from.checked_add(length)?)?;
                is_file(name).then_some((*id, from, length))
            });
            if let Some(file) = file.filter(|_| line > 0 && column > 0) {
                places.extend([(*id, at, 16), file]);
            }
        }
    }
    for (id, from, length) in places {
        module.data.get_mut(id).value[from..from + length].fill(0);
    }
    Ok(())
}

/// Whether it is the name of a source file as the compiler is told to write it.
fn is_file(name: &[u8]) -> bool {
    const HOMES: [&str; 6] = ["/rustc/", "/rust/", "/crates/", "/cargo/", "crates/", "wasm/"];
    name.is_ascii()
        && name.ends_with(b".rs")
        && HOMES.iter().any(|home| name.starts_with(home.as_bytes()))
}
