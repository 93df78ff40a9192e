//! [`LogicalCodec`] and [`PhysicalCodec`]: plans that name functions of Unnarize travel with the
//! functions' source text, so that whoever receives them needs to know none of the functions.

use std::fmt::Debug;
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{Result, TableReference, plan_datafusion_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, Extension, LogicalPlan, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use exec_mem::Arena;

use crate::definition::Definition;
use crate::function::{Function, function};

/// In front of a definition, so that other functions' bytes are told from it.
const MARK: &[u8] = b"unna\x001";

fn encode(function: &ScalarUDF, bytes: &mut Vec<u8>) -> Result<bool> {
    let Some(function) = function.inner().downcast_ref::<Function>() else { return Ok(false) };
    bytes.extend_from_slice(MARK);
    let write = serde_json::to_writer(bytes, &function.definition);
    write.map_err(|error| plan_datafusion_err!("function {}: {error}", function.definition.name()))?;
    Ok(true)
}

fn decode(arena: &Arena, name: &str, bytes: &[u8]) -> Option<Result<Arc<ScalarUDF>>> {
    let definition = bytes.strip_prefix(MARK)?;
    let made = serde_json::from_slice::<Definition>(definition)
        .map_err(|error| plan_datafusion_err!("function {name} arrived damaged: {error}"))
        .and_then(|definition| function(arena, definition));
    Some(made.map(Arc::new))
}

/// Logical plans with functions of Unnarize; all else as another codec has it.
#[derive(Debug)]
pub struct LogicalCodec {
    arena: Arena,
    other: Arc<dyn LogicalExtensionCodec>,
}

/// Physical plans with functions of Unnarize; all else as another codec has it.
#[derive(Debug)]
pub struct PhysicalCodec {
    arena: Arena,
    other: Arc<dyn PhysicalExtensionCodec>,
}

impl LogicalCodec {
    /// A codec in front of another one, for functions in this memory.
    pub fn new(arena: Arena, other: Arc<dyn LogicalExtensionCodec>) -> LogicalCodec {
        LogicalCodec { arena, other }
    }
}

impl PhysicalCodec {
    /// A codec in front of another one, for functions in this memory.
    pub fn new(arena: Arena, other: Arc<dyn PhysicalExtensionCodec>) -> PhysicalCodec {
        PhysicalCodec { arena, other }
    }
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        decode(&self.arena, name, bytes).unwrap_or_else(|| self.other.try_decode_udf(name, bytes))
    }

    fn try_encode_udf(&self, function: &ScalarUDF, bytes: &mut Vec<u8>) -> Result<()> {
        if encode(function, bytes)? { Ok(()) } else { self.other.try_encode_udf(function, bytes) }
    }

    fn try_decode(&self, bytes: &[u8], inputs: &[LogicalPlan], context: &TaskContext) -> Result<Extension> {
        self.other.try_decode(bytes, inputs, context)
    }

    fn try_encode(&self, node: &Extension, bytes: &mut Vec<u8>) -> Result<()> {
        self.other.try_encode(node, bytes)
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        self.other.try_decode_table_provider(bytes, table, schema, context)
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        provider: Arc<dyn TableProvider>,
        bytes: &mut Vec<u8>,
    ) -> Result<()> {
        self.other.try_encode_table_provider(table, provider, bytes)
    }

    fn try_decode_file_format(&self, bytes: &[u8], context: &TaskContext) -> Result<Arc<dyn FileFormatFactory>> {
        self.other.try_decode_file_format(bytes, context)
    }

    fn try_encode_file_format(&self, bytes: &mut Vec<u8>, format: Arc<dyn FileFormatFactory>) -> Result<()> {
        self.other.try_encode_file_format(bytes, format)
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.other.try_decode_udaf(name, bytes)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, bytes: &mut Vec<u8>) -> Result<()> {
        self.other.try_encode_udaf(function, bytes)
    }

    fn try_decode_udwf(&self, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
        self.other.try_decode_udwf(name, bytes)
    }

    fn try_encode_udwf(&self, function: &WindowUDF, bytes: &mut Vec<u8>) -> Result<()> {
        self.other.try_encode_udwf(function, bytes)
    }
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        decode(&self.arena, name, bytes).unwrap_or_else(|| self.other.try_decode_udf(name, bytes))
    }

    fn try_encode_udf(&self, function: &ScalarUDF, bytes: &mut Vec<u8>) -> Result<()> {
        if encode(function, bytes)? { Ok(()) } else { self.other.try_encode_udf(function, bytes) }
    }

    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.other.try_decode(bytes, inputs, context, converter)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.other.try_encode(node, bytes, converter)
    }

    fn try_decode_expr(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        context: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.other.try_decode_expr(bytes, inputs, context)
    }

    fn try_encode_expr(
        &self,
        node: &Arc<dyn PhysicalExpr>,
        bytes: &mut Vec<u8>,
        context: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.other.try_encode_expr(node, bytes, context)
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.other.try_decode_udaf(name, bytes)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, bytes: &mut Vec<u8>) -> Result<()> {
        self.other.try_encode_udaf(function, bytes)
    }

    fn try_decode_udwf(&self, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
        self.other.try_decode_udwf(name, bytes)
    }

    fn try_encode_udwf(&self, function: &WindowUDF, bytes: &mut Vec<u8>) -> Result<()> {
        self.other.try_encode_udwf(function, bytes)
    }
}
