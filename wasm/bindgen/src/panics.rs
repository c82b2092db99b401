//! Takes the text out of panics.
//!
//! A panic of this build ends in a trap, as WebAssembly without unwinding does, and what the standard library would print
//! first has nowhere to go: `wasm32-unknown-unknown` has no standard error. So the functions that only ever panic become
//! the trap itself, and `wasm-opt` then drops the formatting code that nothing else uses.

use anyhow::Result;
use walrus::ir::{Br, BrIf, BrTable, Instr, InstrSeqId, Return, Visitor, dfs_in_order};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module};

/// The module without the texts of panics.
pub(crate) fn remove(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm)?;
    let panicking: Vec<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(is_standard))
        .filter_map(|function| match &function.kind {
            FunctionKind::Local(local) if never_returns(local) => Some(function.id()),
            FunctionKind::Local(_) | FunctionKind::Import(_) | FunctionKind::Uninitialized(_) => None,
        })
        .collect();
    for id in panicking {
        let FunctionKind::Local(local) = &module.funcs.get(id).kind else { continue };
        let (parameters, arguments) = (module.types.get(local.ty()).params().to_vec(), local.args.clone());
        let mut trap = FunctionBuilder::new(&mut module.types, &parameters, &[]);
        trap.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap.local_func(arguments));
    }
    Ok(module.emit_wasm())
}

/// Whether it is a function of the standard library itself.
fn is_standard(symbol: &str) -> bool {
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    ["core::", "alloc::", "std::", "__rustc::"].iter().any(|library| name.starts_with(library))
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
