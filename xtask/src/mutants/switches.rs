//! Changes behind switches: one build holds them all, and each run of its tests turns one on.
//!
//! Only insertions are made around the code that stands there, so no code is doubled and changes nest.

use core::ops::Range;
use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr};

use super::change::{Change, Genre};

/// Changes to make in one file, by number.
pub(super) type Wanted<'a> = BTreeMap<u32, &'a Change>;

/// A file with its changes behind switches.
#[derive(Debug, Default)]
pub(super) struct Switched {
    pub(super) text: String,
    /// Changes that have no switch here and are made one by one.
    pub(super) left: Vec<u32>,
    /// Changes that cannot compile.
    pub(super) impossible: Vec<u32>,
    /// Changes in code that the compiler may run, where a switch is off.
    pub(super) constant: Vec<u32>,
    /// Where the code of each change stands in the text.
    pieces: Vec<(Range<usize>, u32)>,
    /// Where the untouched parts begin, here and in the file as it was.
    kept: Vec<[usize; 2]>,
    /// Code of the file as it was, with what changes it.
    nodes: Vec<(Range<usize>, Vec<u32>)>,
}

/// Which changes an error of the compiler may come from.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Blame {
    /// The code of the change itself is at fault.
    Certain(Vec<u32>),
    /// It may be the way in which the switch is built.
    Doubtful(Vec<u32>),
    Nothing,
}

impl Switched {
    /// What changes the place where the compiler stopped, given in bytes of the switched text.
    pub(super) fn blame(&self, primary: &Range<usize>, others: &[Range<usize>]) -> Blame {
        let meets = |range: &Range<usize>| {
            let found =
                self.pieces.iter().filter(|(piece, _)| piece.start < range.end && range.start < piece.end);
            let mut numbers: Vec<_> = found.map(|(_, number)| *number).collect();
            numbers.dedup();
            numbers
        };
        let certain = meets(primary);
        if let [_] = certain.as_slice() {
            return Blame::Certain(certain);
        }
        let near: Vec<_> = certain.into_iter().chain(others.iter().flat_map(meets)).collect();
        if !near.is_empty() {
            return Blame::Doubtful(near);
        }
        let [here, before] =
            self.kept.iter().rev().find(|[here, _]| *here <= primary.start).copied().unwrap_or_default();
        let at = before.saturating_add(primary.start.saturating_sub(here));
        let around = self.nodes.iter().filter(|(range, numbers)| range.contains(&at) && !numbers.is_empty());
        match around.min_by_key(|(range, _)| range.len()) {
            Some((_, numbers)) => Blame::Doubtful(numbers.clone()),
            None => Blame::Nothing,
        }
    }
}

/// Text to put in at a place, and what it is the code of.
type Piece = (String, Option<u32>);

/// One insertion; those that close what was opened come first, the innermost before all.
#[derive(Debug)]
struct Edit {
    at: usize,
    opens: bool,
    order: usize,
    /// End of the text that goes.
    until: usize,
    pieces: Vec<Piece>,
}

struct Placer<'a> {
    text: &'a str,
    wanted: BTreeMap<(Genre, usize), Vec<(u32, &'a str)>>,
    edits: Vec<Edit>,
    switched: Switched,
    /// Inside of code that the compiler may run.
    constant: bool,
    /// Directly below `&&` of a chain with `let`.
    chain: bool,
}

/// Puts the changes behind switches. `prelude` goes before everything; `on` is the path of the switch.
pub(super) fn switch<'a>(
    text: &'a str,
    wanted: &'a Wanted<'_>,
    prelude: &str,
) -> Result<Switched, syn::Error> {
    let file = syn::parse_file(text)?;
    let mut placer = Placer {
        text,
        wanted: BTreeMap::new(),
        edits: Vec::new(),
        switched: Switched::default(),
        constant: false,
        chain: false,
    };
    for (number, change) in wanted {
        match change.bytes(text) {
            Some([start, _]) => placer
                .wanted
                .entry((change.genre, start))
                .or_default()
                .push((*number, change.replacement.as_str())),
            None => placer.switched.left.push(*number),
        }
    }
    if !prelude.is_empty() {
        placer.edit(0, true, 0, vec![(prelude.to_owned(), None)]);
    }
    placer.visit_file(&file);
    let Placer { wanted, mut edits, mut switched, .. } = placer;
    switched.left.extend(wanted.into_values().flatten().map(|(number, _)| number));
    edits.sort_by_key(|edit| {
        let order = if edit.opens { edit.order } else { usize::MAX.saturating_sub(edit.order) };
        (edit.at, edit.opens, order)
    });
    let mut done = 0;
    let mut out = String::with_capacity(text.len().saturating_mul(2));
    for edit in edits {
        switched.kept.push([out.len(), done]);
        out.push_str(text.get(done..edit.at).unwrap_or_default());
        for (code, number) in edit.pieces {
            let start = out.len();
            out.push_str(&code);
            if let Some(number) = number {
                switched.pieces.push((start..out.len(), number));
            }
        }
        done = edit.until.max(edit.at);
    }
    switched.kept.push([out.len(), done]);
    out.push_str(text.get(done..).unwrap_or_default());
    switched.text = out;
    Ok(switched)
}

fn on(number: u32) -> String {
    format!("crate::change_switch::on({number})")
}

fn bytes(span: Span) -> Range<usize> {
    span.byte_range()
}

impl<'a> Placer<'a> {
    fn edit(&mut self, at: usize, opens: bool, until: usize, pieces: Vec<Piece>) {
        self.edits.push(Edit { at, opens, order: self.edits.len(), until, pieces });
    }

    fn open(&mut self, at: usize, pieces: Vec<Piece>) {
        self.edit(at, true, at, pieces);
    }

    fn close(&mut self, at: usize, pieces: Vec<Piece>) {
        self.edit(at, false, at, pieces);
    }

    fn take(&mut self, genre: Genre, start: usize, node: Range<usize>) -> Vec<(u32, &'a str)> {
        let taken = self.wanted.remove(&(genre, start)).unwrap_or_default();
        let numbers: Vec<_> = taken.iter().map(|(number, _)| *number).collect();
        if self.constant {
            self.switched.constant.extend(&numbers);
        }
        if !numbers.is_empty() {
            self.switched.nodes.push((node, numbers));
        }
        taken
    }

    fn leave(&mut self, taken: Vec<(u32, &'a str)>) {
        self.switched.left.extend(taken.into_iter().map(|(number, _)| number));
    }

    fn constant(&mut self, constant: bool, visit: impl FnOnce(&mut Self)) {
        let before = core::mem::replace(&mut self.constant, constant);
        visit(self);
        self.constant = before;
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        self.constant(signature.constness.is_some(), |this| {
            if let Some(first) = block.stmts.first() {
                let start = bytes(first.span()).start;
                for (number, replacement) in this.take(Genre::FnValue, start, bytes(block.span())) {
                    let code = format!("if {} {{ return {replacement}; }} ", on(number));
                    this.open(start, vec![(code, Some(number))]);
                }
            }
            visit::visit_block(this, block);
        });
    }

    fn binary(&mut self, node: &syn::ExprBinary, taken: Vec<(u32, &'a str)>) {
        let (all, op) = (bytes(node.span()), bytes(node.op.span()));
        let sign = self.text.get(op.clone()).unwrap_or_default();
        match (sign, taken.as_slice()) {
            ("&&", [(number, "||")]) | ("||", [(number, "&&")]) => {
                let turned = if sign == "&&" { "" } else { "!" };
                self.open(all.start, vec![("({ let changed_left: bool = ".into(), None)]);
                let code = format!("; if changed_left ^ {turned}{} {{ ", on(*number));
                self.edit(op.start, true, op.end, vec![(code, None)]);
                self.close(all.end, vec![(" } else { changed_left } })".into(), None)]);
            }
            ("==", [(number, "!=")]) | ("!=", [(number, "==")]) => {
                self.open(all.start, vec![("((".into(), None)]);
                self.close(all.end, vec![(format!(") ^ {})", on(*number)), Some(*number))]);
            }
            ("&&" | "||", _) => self.leave(taken),
            _ => {
                let (open, comma, close, prefix) = match sign {
                    "==" | "!=" | "<" | "<=" | ">" | ">=" => {
                        ("(match (&(", "), &(", ")) { (l, r) => ", ["*l", "*r"])
                    }
                    _ if sign.ends_with('=') => ("(match (&mut (", "), (", ")) { (l, r) => ", ["*l", "r"]),
                    _ => ("(match ((", "), (", ")) { (l, r) => ", ["l", "r"]),
                };
                let [l, r] = prefix;
                self.open(all.start, vec![(open.into(), None)]);
                self.edit(op.start, true, op.end, vec![(comma.into(), None)]);
                let mut pieces = vec![(close.into(), None)];
                for (number, replacement) in taken {
                    let code = format!("if {} {{ {l} {replacement} {r} }} else ", on(number));
                    pieces.push((code, Some(number)));
                }
                pieces.push((format!("{{ {l} {sign} {r} }} }})"), None));
                self.close(all.end, pieces);
            }
        }
    }
}

/// Whether a `let` hangs at this chain of `&&`.
fn has_let(expr: &Expr) -> bool {
    if let Expr::Binary(node) = expr {
        return matches!(node.op, BinOp::And(_)) && (has_let(&node.left) || has_let(&node.right));
    }
    matches!(expr, Expr::Let(_))
}

fn is_and(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(node) if matches!(node.op, BinOp::And(_)))
}

impl<'ast> Visit<'ast> for Placer<'_> {
    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        self.function(&node.sig, &node.block);
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.function(&node.sig, &node.block);
    }

    fn visit_trait_item_fn(&mut self, node: &'ast syn::TraitItemFn) {
        if let Some(block) = &node.default {
            self.function(&node.sig, block);
        }
    }

    fn visit_item_const(&mut self, node: &'ast syn::ItemConst) {
        self.constant(true, |this| visit::visit_item_const(this, node));
    }

    fn visit_impl_item_const(&mut self, node: &'ast syn::ImplItemConst) {
        self.constant(true, |this| visit::visit_impl_item_const(this, node));
    }

    fn visit_item_static(&mut self, node: &'ast syn::ItemStatic) {
        self.constant(true, |this| visit::visit_item_static(this, node));
    }

    fn visit_type_array(&mut self, node: &'ast syn::TypeArray) {
        self.constant(true, |this| visit::visit_type_array(this, node));
    }

    fn visit_expr_const(&mut self, node: &'ast syn::ExprConst) {
        self.constant(true, |this| visit::visit_expr_const(this, node));
    }

    fn visit_expr_binary(&mut self, node: &'ast syn::ExprBinary) {
        let and = matches!(node.op, BinOp::And(_));
        let chain =
            core::mem::take(&mut self.chain) || (and && (has_let(&node.left) || has_let(&node.right)));
        let taken = self.take(Genre::BinaryOperator, bytes(node.op.span()).start, bytes(node.span()));
        if chain && and {
            self.switched.impossible.extend(taken.into_iter().map(|(number, _)| number));
        } else if !taken.is_empty() {
            self.binary(node, taken);
        }
        self.chain = chain && is_and(&node.left);
        self.visit_expr(&node.left);
        self.chain = chain && is_and(&node.right);
        self.visit_expr(&node.right);
        self.chain = false;
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        let (all, op) = (bytes(node.span()), bytes(node.op.span()));
        let taken = self.take(Genre::UnaryOperator, op.start, all.clone());
        let sign = self.text.get(op.clone()).unwrap_or_default();
        match taken.as_slice() {
            [(number, "")] if sign != "*" => {
                self.edit(op.start, true, op.end, vec![("(match (".into(), None)]);
                let code = format!("if {} {{ v }} else ", on(*number));
                let last = format!("{{ {sign}v }} }})");
                self.close(all.end, vec![(") { v => ".into(), None), (code, Some(*number)), (last, None)]);
            }
            [] => {}
            _ => self.leave(taken),
        }
        visit::visit_expr_unary(self, node);
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        // An arm with a switch does not count as covered: the compiler may miss it.
        let starts = node.arms.iter().map(|arm| (Genre::MatchArm, bytes(arm.span()).start));
        let arms: Vec<_> =
            starts.filter_map(|key| self.wanted.get(&key)).flatten().map(|(number, _)| *number).collect();
        self.switched.nodes.push((bytes(node.span()), arms));
        visit::visit_expr_match(self, node);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        let (all, pattern) = (bytes(node.span()), bytes(node.pat.span()));
        let removed = self.take(Genre::MatchArm, all.start, all.clone());
        let guard = node.guard.as_ref().map(|(_, guard)| (bytes(guard.span()), has_let(guard)));
        match guard {
            None => {
                for (number, _) in removed {
                    self.close(pattern.end, vec![(format!(" if !{}", on(number)), Some(number))]);
                }
            }
            Some((guard, chained)) => {
                let replaced = self.take(Genre::MatchArmGuard, guard.start, guard.clone());
                for (number, _) in removed {
                    self.open(guard.start, vec![(format!("!{} && ", on(number)), Some(number))]);
                }
                for (number, replacement) in replaced {
                    match (replacement, chained) {
                        ("false", true) => {
                            self.open(guard.start, vec![(format!("!{} && ", on(number)), Some(number))]);
                        }
                        ("true" | "false", false) => {
                            let off = if replacement == "false" { "!" } else { "" };
                            let join = if replacement == "false" { "&&" } else { "||" };
                            let code = format!("({off}{} {join} (", on(number));
                            self.open(guard.start, vec![(code, Some(number))]);
                            self.close(guard.end, vec![("))".into(), None)]);
                        }
                        _ => self.switched.left.push(number),
                    }
                }
            }
        }
        visit::visit_arm(self, node);
    }
}

/// What stands before the code of every switched crate.
pub(super) const PRELUDE: &str = "#![feature(const_eval_select, core_intrinsics)]\n#![allow(warnings, arithmetic_overflow, unconditional_panic)]\n";

/// The module that every switched crate gets. `count` is the highest number.
///
/// What the compiler runs itself, it runs unchanged. A switch costs one comparison; `OFAGE_CHANGE=record` lists the
/// switches that were reached in the file `OFAGE_REACHED`.
pub(super) fn module(count: usize) -> String {
    format!(
        r#"
mod change_switch {{
    extern crate std;
    use self::std::io::Write as _;
    use core::sync::atomic::{{AtomicBool, AtomicU32, Ordering::Relaxed}};
    const UNREAD: u32 = u32::MAX;
    const RECORD: u32 = u32::MAX - 1;
    static ACTIVE: AtomicU32 = AtomicU32::new(UNREAD);
    static REACHED: [AtomicBool; {count} + 1] = [const {{ AtomicBool::new(false) }}; {count} + 1];
    #[inline]
    pub(crate) const fn on(number: u32) -> bool {{
        core::intrinsics::const_eval_select((number,), never, at_run_time)
    }}
    const fn never(_: u32) -> bool {{
        false
    }}
    #[inline]
    fn at_run_time(number: u32) -> bool {{
        let active = ACTIVE.load(Relaxed);
        if active < RECORD {{ active == number }} else {{ first(active, number) }}
    }}
    #[cold]
    fn first(active: u32, number: u32) -> bool {{
        if active == UNREAD {{
            let active = match self::std::env::var("OFAGE_CHANGE") {{
                Ok(value) if value == "record" => RECORD,
                Ok(value) => value.parse().unwrap_or(0),
                Err(_) => 0,
            }};
            ACTIVE.store(active, Relaxed);
            return at_run_time(number);
        }}
        if !REACHED[number as usize].swap(true, Relaxed) {{
            let path = self::std::env::var("OFAGE_REACHED").unwrap();
            let mut file = self::std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
            file.write_all(self::std::format!("{{number}}\n").as_bytes()).unwrap();
        }}
        false
    }}
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(text: &str, genre: Genre, of: &str, replacement: &str) -> Change {
        let before = &text[..text.find(of).unwrap()];
        let line = before.split('\n').count();
        let column = before.rsplit('\n').next().map_or(0, str::len).saturating_add(1);
        Change {
            name: String::new(),
            file: String::new(),
            function: String::new(),
            genre,
            replacement: replacement.into(),
            span: [(line, column), (line, column.saturating_add(of.len()))],
        }
    }

    #[test]
    fn changes_nest() {
        let text = "fn f(a: u8, b: u8) -> bool {\n    !(a == 1) && b < 2\n}\n";
        let changes = [
            change(text, Genre::FnValue, "!(a == 1) && b < 2", "true"),
            change(text, Genre::UnaryOperator, "!", ""),
            change(text, Genre::BinaryOperator, "==", "!="),
            change(text, Genre::BinaryOperator, "&&", "||"),
            change(text, Genre::BinaryOperator, "<", ">"),
        ];
        let wanted = (1..).zip(&changes).collect();
        let switched = switch(text, &wanted, "").unwrap();
        let plain = switched.text.replace("crate::change_switch::", "");
        let expected = "fn f(a: u8, b: u8) -> bool {\n    \
            if on(1) { return true; } \
            ({ let changed_left: bool = \
            (match ((((a == 1) ^ on(3)))) { v => if on(2) { v } else { !v } }) \
            ; if changed_left ^ on(4) {  \
            (match (&(b ), &( 2)) { (l, r) => if on(5) { *l > *r } else { *l < *r } }) \
            } else { changed_left } })\n}\n";
        assert_eq!(plain, expected);
        assert!(syn::parse_file(&switched.text).is_ok());
        assert!(switched.left.is_empty() && switched.impossible.is_empty() && switched.constant.is_empty());
    }

    #[test]
    fn arms_lose_and_keep_their_guards() {
        let text = "fn f(a: u8) -> u8 { match a { 1 => 2, 3 if a > 4 => 5, _ => 6 } }";
        let changes = [
            change(text, Genre::MatchArm, "1 => 2", ""),
            change(text, Genre::MatchArm, "3 if a > 4 => 5", ""),
            change(text, Genre::MatchArmGuard, "a > 4", "true"),
            change(text, Genre::MatchArmGuard, "a > 4", "false"),
        ];
        let wanted = (1..).zip(&changes).collect();
        let plain = switch(text, &wanted, "").unwrap().text.replace("crate::change_switch::", "");
        let expected = "fn f(a: u8) -> u8 { match a { 1 if !on(1) => 2, \
            3 if !on(2) && (on(3) || ((!on(4) && (a > 4)))) => 5, _ => 6 } }";
        assert_eq!(plain, expected);
        assert!(syn::parse_file(&plain).is_ok(), "{plain}");
    }

    #[test]
    fn what_cannot_be_switched_is_said() {
        let text = "const fn f(a: Option<u8>) -> bool {\n    if let Some(b) = a && b != 1 { b > 2 } else { false }\n}\n";
        let changes = [
            change(text, Genre::BinaryOperator, "&&", "||"),
            change(text, Genre::BinaryOperator, "> 2", "<"),
            change(text, Genre::Other, "false", ""),
        ];
        let switched = switch(text, &(1..).zip(&changes).collect(), "").unwrap();
        assert_eq!((switched.impossible, switched.constant, switched.left), (vec![1], vec![1, 2], vec![3]));
    }

    #[test]
    fn errors_lead_to_the_change() {
        let text = "fn f() -> u8 {\n    g() + h()\n}\n";
        let changes = [
            change(text, Genre::FnValue, "g() + h()", "nothing()"),
            change(text, Genre::BinaryOperator, "+", "-"),
        ];
        let switched = switch(text, &(1..).zip(&changes).collect(), "").unwrap();
        let place = |of: &str| {
            let at = switched.text.find(of).unwrap();
            at..at.saturating_add(of.len())
        };
        assert_eq!(switched.blame(&place("nothing"), &[]), Blame::Certain(vec![1]));
        assert_eq!(switched.blame(&place("l - r"), &[]), Blame::Certain(vec![2]));
        assert_eq!(switched.blame(&place("h()"), &[]), Blame::Doubtful(vec![2]));
        assert_eq!(switched.blame(&place("h()"), &[place("nothing")]), Blame::Doubtful(vec![1]));
        assert_eq!(switched.blame(&(0..2), &[]), Blame::Nothing);
    }
}
